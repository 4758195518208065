/// One form of a tensor that learns. Running it brings it up to date.
final class WeightCopy: Operation {
  typealias Writer = RoundedRows

  let tensor: Tensor
  let source: Tensor
  let byteCount: Int
  private let conversion: Reorder
  /// nil where only all of it can be converted at a time.
  private let writer: Writer?
  private var isCurrent = false
  /// Whether a product has asked for it since the last pass over the numbers.
  private var isInUse = false

  /// - Parameter source: not kept itself, only what it lies in.
  init(of source: Tensor, as layout: Layout, on device: Device) throws {
    self.source = try source.withoutCopies(on: device)
    tensor = try Tensor(layout, on: device)
    byteCount = layout.byteCount
    conversion = try Reorder(from: self.source, to: tensor, on: device)
    writer = device.plan == nil ? Writer(from: self.source, to: tensor) : nil
  }

  func run() throws {
    isInUse = true
    guard !isCurrent else { return }
    try conversion.run()
    isCurrent = true
  }

  func invalidate() { isCurrent = false }

  /// - Returns: what writes it during the pass; nil where it is converted when something asks for it: all at once, or
  ///   because nothing has asked for it since the last pass, as for an evaluation's.
  func beginPass() -> Writer? {
    let writer = isInUse ? writer : nil
    isCurrent = writer != nil
    isInUse = false
    return writer
  }
}
