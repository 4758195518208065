/// The products of a feedback matrix at a point right behind a batch normalisation of pictures, and the way back through
/// the normalisation, without the signal or the activations ever coming from or going to memory.
///
/// A step is bound by memory here: conv2's two points hold 14 MB each of activations, of what they were normalised from,
/// of signals and of their gradients. This reads the normalisation's input twice and writes its gradient
/// once; activations are computed again from the input, signals from the errors, each time for four samples and a few
/// hundred columns, which stay in the first cache.
///
/// The arithmetic is that of ``FeedbackProducts`` followed by ``NormGradient``; only sums are taken in another order.
final class FeedbackThroughNorm: Operation {
  private let point: FeedbackPoint
  private let norm: PlaneNorm
  /// x, what is normalised.
  private let input: Tensor
  private let inputGradient: Tensor
  private let scaleGradient: Tensor
  private let shiftGradient: Tensor
  private let stripsPerBlock: Int
  /// Columns of a strip; all of one block of channels.
  private let width: Int
  /// Σ d and Σ d (x − μ) of each strip.
  private let sums: Tensor
  private lazy var firstPass = strips { [unowned self] strip, block, columns, workspace in
    input.precision == .f32
      ? addUp(strip, block, columns, workspace, Float.self)
      : addUp(strip, block, columns, workspace, BFloat16.self)
  }
  private lazy var secondPass = strips { [unowned self] _, block, columns, workspace in
    input.precision == .f32
      ? writeGradient(block, columns, workspace, Float.self)
      : writeGradient(block, columns, workspace, BFloat16.self)
  }

  init(
    _ point: FeedbackPoint, norm: PlaneNorm, input: Tensor, inputGradient: Tensor, scaleGradient: Tensor,
    shiftGradient: Tensor, on device: Device
  ) throws {
    self.point = point
    self.norm = norm
    self.input = input
    self.inputGradient = inputGradient
    self.scaleGradient = scaleGradient
    self.shiftGradient = shiftGradient
    let positions = norm.planes.positions
    stripsPerBlock = (positions + 127) / 128
    width = (positions + stripsPerBlock - 1) / stripsPerBlock * Planes.lanes
    let strips = norm.planes.blocks * stripsPerBlock
    sums = try Tensor(shape: [strips, 2, Planes.lanes], on: device)
    try point.prepare(strips: strips)
  }

  /// The signal counts once, though it is computed twice.
  var floatingPointOperations: Int { point.floatingPointOperations }

  func run() {
    point.begin()
    norm.setFactors()
    firstPass.run()
    point.finish()
    for block in 0..<norm.planes.blocks {
      norm.finishGradient(
        block, pieces: stripsPerBlock, at: { self.sums(block * self.stripsPerBlock + $0) },
        scaleGradient: scaleGradient, shiftGradient: shiftGradient)
    }
    secondPass.run()
  }

  private func sums(_ strip: Int) -> UnsafeMutablePointer<Float> {
    sums.elements.baseAddress! + strip * 2 * Planes.lanes
  }

  private func strips(
    _ body: @escaping (_ strip: Int, _ block: Int, _ columns: Range<Int>, FeedbackPoint.Workspace) -> Void
  ) -> ParallelLoop {
    let blockWidth = norm.planes.positions * Planes.lanes
    return ParallelLoop(of: norm.planes.blocks * stripsPerBlock, grain: 1, threads: point.threads) {
      [point, stripsPerBlock, width] range, worker in
      let workspace = point.workspace(of: worker)
      for strip in range {
        let (block, place) = (strip / stripsPerBlock, strip % stripsPerBlock)
        let start = block * blockWidth
        body(
          strip, block,
          start + min(place * width, blockWidth)..<start + min((place + 1) * width, blockWidth), workspace)
      }
    }
  }

  private func inputRows<E: Element>(_ tensor: Tensor, from first: Int) -> FeedbackTile.Rows<E> {
    FeedbackTile.Rows(
      tensor.start(of: E.self), from: first, of: point.samples, pitch: point.columns)
  }

  // MARK: The first pass

  /// ∂B, q, and the sums that the normalisation's gradient needs.
  private func addUp<E: Element>(
    _ strip: Int, _ block: Int, _ columns: Range<Int>, _ workspace: FeedbackPoint.Workspace,
    _ element: E.Type
  ) {
    let row = norm.row(block)
    let (point, tile, input) = (point, point.tile, input)
    var sums = NormRow.Sums()
    point.begin(workspace)
    FeedbackPoint.forEachSpan(of: columns) { span in
      let a = workspace.rows(workspace.activations, span)
      let s = workspace.rows(workspace.signals, span)
      for first in stride(from: 0, to: point.samples, by: 4) {
        let x: FeedbackTile.Rows<E> = inputRows(input, from: first)
        row.normalise(x.r0, span, into: a.r0)
        row.normalise(x.r1, span, into: a.r1)
        row.normalise(x.r2, span, into: a.r2)
        row.normalise(x.r3, span, into: a.r3)
        point.learn(from: a, samples: first, span, in: workspace)
        tile.signal(point.sent(from: first), span, into: s)
        let count = min(4, point.samples - first)
        row.add(s.r0, x.r0, span, to: &sums)
        if count > 1 { row.add(s.r1, x.r1, span, to: &sums) }
        if count > 2 { row.add(s.r2, x.r2, span, to: &sums) }
        if count > 3 { row.add(s.r3, x.r3, span, to: &sums) }
      }
    }
    point.finish(workspace, strip: strip)
    self.sums(strip).store(sums.plain, at: 0)
    self.sums(strip).store(sums.weighted, at: Planes.lanes)
  }

  // MARK: The second pass

  /// ∂x = k (d − mean of d − (x − μ) · weighted mean).
  private func writeGradient<E: Element>(
    _ block: Int, _ columns: Range<Int>, _ workspace: FeedbackPoint.Workspace, _ element: E.Type
  ) {
    let row = norm.row(block)
    let (point, tile, input, inputGradient) = (point, point.tile, input, inputGradient)
    let means = norm.sums(0, block)
    let (plain, weighted) = (means.vector(at: 0), means.vector(at: Planes.lanes))
    FeedbackPoint.forEachSpan(of: columns) { span in
      let s = workspace.rows(workspace.signals, span)
      for first in stride(from: 0, to: point.samples, by: 4) {
        tile.signal(point.sent(from: first), span, into: s)
        let x: FeedbackTile.Rows<E> = inputRows(input, from: first)
        let dx: FeedbackTile.Rows<E> = inputRows(inputGradient, from: first)
        row.write(s.r0, x.r0, plain, weighted, span, to: dx.r0)
        row.write(s.r1, x.r1, plain, weighted, span, to: dx.r1)
        row.write(s.r2, x.r2, plain, weighted, span, to: dx.r2)
        row.write(s.r3, x.r3, plain, weighted, span, to: dx.r3)
      }
    }
  }
}
