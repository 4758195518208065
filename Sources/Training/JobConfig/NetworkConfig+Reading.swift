import Files
import Formats
import Compute
import Datasets
import Learning

extension NetworkConfig {
  /// The names that a config may give; `blocks` is implied by an object with that key.
  static let names = ["fc5", "conv2", "alexnet", "alexnet-32", "blocks"]

  /// Declares the key `network`.
  static func read(_ config: ConfigReader) -> NetworkConfig {
    config.named(
      "network", of: names, implied: "blocks", "the architecture, one with options, or {\"blocks\": [...]}"
    ) { name, options in
      switch name {
      case "conv2":
        return .conv2(
          padding: options.optionalInteger(
            "padding", in: 0...1, "of both convolutions; 0 on 32x32 pictures and 1 on others if left out"),
          fcNorm: fcNorm(options))
      case "alexnet": return .alexnet(dropout: dropout(options), fcNorm: fcNorm(options))
      case "alexnet-32":
        return .alexnet32(
          width: options.integer("width", standard: 1024, in: 1...16384, "units of the linear layers"),
          dropout: dropout(options), fcNorm: fcNorm(options))
      case "blocks": return .blocks(BlockSpec.readList(options))
      default:
        return .fc5(
          width: options.integer("width", standard: 512, in: 1...16384, "units of each hidden layer"))
      }
    }
  }

  private static func fcNorm(_ options: ConfigReader) -> Bool {
    options.flag("fc_norm", standard: true, "batch norm behind the hidden linear layers too")
  }

  private static func dropout(_ options: ConfigReader) -> Double {
    options.number("dropout", standard: 0.5, in: 0...0.95, "part of the numbers that is dropped")
  }

  /// As the tables show it: `fc5`, or `fc5:1000` with options that are not the usual ones.
  package var label: String {
    func label(_ name: String, _ options: [String?]) -> String {
      ([name] + options.compactMap { $0 }).joined(separator: ":")
    }
    switch self {
    case .fc5(let width): return label("fc5", [width == 512 ? nil : "\(width)"])
    case .conv2(let padding, let fcNorm):
      return label("conv2", [padding.map { "padding\($0)" }, fcNorm ? nil : "no-fc-norm"])
    case .alexnet(let dropout, let fcNorm):
      return label("alexnet", [dropout == 0.5 ? nil : "dropout\(dropout)", fcNorm ? nil : "no-fc-norm"])
    case .alexnet32(let width, let dropout, let fcNorm):
      return label(
        "alexnet-32",
        [
          width == 1024 ? nil : "\(width)", dropout == 0.5 ? nil : "dropout\(dropout)",
          fcNorm ? nil : "no-fc-norm",
        ])
    case .blocks(let blocks): return Self.label(of: blocks)
    }
  }

  /// The longest label, in characters: it is a part of names and the head of columns.
  static let longestLabel = 100

  /// `conv32k3-fc10`. Where that is too long, equal neighbours are counted, `23xconv32k3-fc10`, and where that is still too
  /// long its end gives way to a checksum, which tells it from others that begin alike.
  private static func label(of blocks: [BlockSpec]) -> String {
    let labels = blocks.map(\.label)
    let whole = labels.joined(separator: "-")
    guard whole.utf8.count > longestLabel else { return whole }
    var groups: [(label: String, count: Int)] = []
    for label in labels {
      if groups.last?.label == label {
        groups[groups.count - 1].count += 1
      } else {
        groups.append((label, 1))
      }
    }
    let counted = groups.map { $0.count == 1 ? $0.label : "\($0.count)x\($0.label)" }.joined(separator: "-")
    guard counted.utf8.count > longestLabel else { return counted }
    var sum = CRC32()
    Array(whole.utf8).withUnsafeBytes { sum.add($0) }
    return counted.prefix(longestLabel - 9) + "…" + String(decoding: sum.digits, as: UTF8.self)
  }

  /// The network for pictures of a shape, after making sure that it is possible.
  ///
  /// - Parameters:
  ///   - classes: that the pictures are of.
  ///   - wholeClasses: of the set that they are a part of; a list of blocks may have outputs for all of them.
  /// - Throws: ``NetworkError``.
  package func spec(
    pictures: SampleShape, classes: Int, wholeClasses: Int? = nil
  ) throws(NetworkError) -> NetworkSpec {
    let spec = spec(input: [pictures.channels, pictures.height, pictures.width], classes: classes)
    try spec.shapes(classes: spec.classes == wholeClasses ? spec.classes : classes)
    return spec
  }
}
