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
  private let strips: Int
  /// Columns of a strip: some positions with all of their channels.
  private let width: Int
  /// Σ d and Σ d (x − μ) of each strip and block of channels.
  private let sums: Tensor
  private lazy var firstPass = strips { [unowned self] strip, columns, workspace in
    input.precision == .f32
      ? addUp(strip, columns, workspace, Float.self) : addUp(strip, columns, workspace, BFloat16.self)
  }
  private lazy var secondPass = strips { [unowned self] _, columns, workspace in
    input.precision == .f32
      ? writeGradient(columns, workspace, Float.self) : writeGradient(columns, workspace, BFloat16.self)
  }

  /// Columns of a strip, about.
  private static let usualWidth = 2048

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
    let (positions, channels) = (norm.planes.positions, norm.planes.channels)
    // As many for one of two threads as for the other.
    let pairs = (positions * channels + 2 * Self.usualWidth - 1) / (2 * Self.usualWidth)
    let positionsPerStrip = (positions + 2 * pairs - 1) / (2 * pairs)
    strips = (positions + positionsPerStrip - 1) / positionsPerStrip
    width = positionsPerStrip * channels
    sums = try Tensor(shape: [strips, norm.planes.blocks, 2, Planes.lanes], on: device)
    try point.prepare(strips: strips, span: max(1, FeedbackPoint.usualSpan / channels) * channels)
  }

  /// The signal counts once, though it is computed twice.
  var products: [Product] { point.products }

  func run() {
    point.begin()
    norm.setFactors()
    firstPass.run()
    point.finish()
    for block in 0..<norm.planes.blocks {
      norm.finishGradient(
        block, pieces: strips, at: { self.sums($0, block) },
        scaleGradient: scaleGradient, shiftGradient: shiftGradient)
    }
    secondPass.run()
  }

  private func sums(_ strip: Int, _ block: Int) -> UnsafeMutablePointer<Float> {
    sums.elements.baseAddress! + (strip * norm.planes.blocks + block) * 2 * Planes.lanes
  }

  private func strips(
    _ body: @escaping (_ strip: Int, _ columns: Range<Int>, FeedbackPoint.Workspace) -> Void
  ) -> ParallelLoop {
    ParallelLoop(of: strips, grain: 1, threads: point.threads) { [point, width] range, worker in
      let workspace = point.workspace(of: worker)
      for strip in range {
        body(strip, strip * width..<min((strip + 1) * width, point.columns), workspace)
      }
    }
  }

  /// Two blocks at a time, and their vectors in a span of whole positions.
  @inline(__always)
  private func forEachPair(in span: Range<Int>, _ body: (BlockPair, NormPair, ColumnPair) -> Void) {
    let planes = norm.planes
    planes.forEachPair(of: 0..<planes.blocks) { blocks in
      body(
        blocks, norm.pair(blocks),
        planes.columns(of: blocks, from: span.lowerBound, count: span.count / planes.channels))
    }
  }

  private func inputRows<E: Element>(_ tensor: Tensor, from first: Int) -> FeedbackTile.Rows<E> {
    FeedbackTile.Rows(
      tensor.start(of: E.self), from: first, of: point.samples, pitch: point.columns)
  }

  // MARK: The first pass

  /// ∂B, q, and the sums that the normalisation's gradient needs.
  private func addUp<E: Element>(
    _ strip: Int, _ columns: Range<Int>, _ workspace: FeedbackPoint.Workspace, _ element: E.Type
  ) {
    let (point, tile, input, norm) = (point, point.tile, input, norm)
    point.begin(workspace)
    sums(strip, 0).update(repeating: 0, count: norm.planes.blocks * 2 * Planes.lanes)
    point.forEachSpan(of: columns) { span in
      let a = workspace.rows(workspace.activations, span)
      let s = workspace.rows(workspace.signals, span)
      for first in stride(from: 0, to: point.samples, by: 4) {
        let x: FeedbackTile.Rows<E> = inputRows(input, from: first)
        forEachPair(in: span) { _, pair, columns in
          pair.normalise(x.r0, columns, into: a.r0)
          pair.normalise(x.r1, columns, into: a.r1)
          pair.normalise(x.r2, columns, into: a.r2)
          pair.normalise(x.r3, columns, into: a.r3)
        }
        point.learn(from: a, samples: first, span, in: workspace)
        tile.signal(point.sent(from: first), span, into: s)
        let count = min(4, point.samples - first)
        forEachPair(in: span) { blocks, pair, columns in
          var sums = NormPair.Sums()
          pair.add(s.r0, x.r0, columns, to: &sums)
          if count > 1 { pair.add(s.r1, x.r1, columns, to: &sums) }
          if count > 2 { pair.add(s.r2, x.r2, columns, to: &sums) }
          if count > 3 { pair.add(s.r3, x.r3, columns, to: &sums) }
          sums.add(to: blocks) { self.sums(strip, $0) }
        }
      }
    }
    point.finish(workspace, strip: strip)
  }

  // MARK: The second pass

  /// ∂x = k (d − mean of d − (x − μ) · weighted mean).
  private func writeGradient<E: Element>(
    _ columns: Range<Int>, _ workspace: FeedbackPoint.Workspace, _ element: E.Type
  ) {
    let (point, tile, input, norm, inputGradient) = (point, point.tile, input, norm, inputGradient)
    point.forEachSpan(of: columns) { span in
      let s = workspace.rows(workspace.signals, span)
      for first in stride(from: 0, to: point.samples, by: 4) {
        tile.signal(point.sent(from: first), span, into: s)
        let x: FeedbackTile.Rows<E> = inputRows(input, from: first)
        let dx: FeedbackTile.Rows<E> = inputRows(inputGradient, from: first)
        forEachPair(in: span) { blocks, pair, columns in
          let means = norm.means(of: blocks)
          pair.write(s.r0, x.r0, means, columns, to: dx.r0)
          pair.write(s.r1, x.r1, means, columns, to: dx.r1)
          pair.write(s.r2, x.r2, means, columns, to: dx.r2)
          pair.write(s.r3, x.r3, means, columns, to: dx.r3)
        }
      }
    }
  }
}
