/// The products of a feedback matrix with activations that lie in memory; the signal goes to memory too.
final class FeedbackProducts: Operation {
  private let point: FeedbackPoint
  /// a, (N, n).
  private let activations: Tensor
  /// s, (N, n).
  private let signal: Tensor
  /// Columns of a strip.
  private let width: Int
  private let strips: Int
  private lazy var loop = ParallelLoop(of: strips, grain: 1, threads: point.threads) {
    [unowned self] range, worker in
    let workspace = point.workspace(of: worker)
    for strip in range {
      let columns = min(strip * width, point.columns)..<min((strip + 1) * width, point.columns)
      activations.precision == .f32
        ? run(strip, in: workspace, columns, Float.self) : run(strip, in: workspace, columns, BFloat16.self)
    }
  }

  init(_ point: FeedbackPoint, activations: Tensor, signal: Tensor) throws {
    self.point = point
    self.activations = activations
    self.signal = signal
    // As many strips for one thread as for another, of a few.
    strips = point.columns <= 2048 ? 1 : (point.columns + 4095) / 4096 * 2
    let lanes = Vector.scalarCount
    width = ((point.columns + strips - 1) / strips + lanes - 1) / lanes * lanes
    try point.prepare(strips: strips)
  }

  var products: [Product] { point.products }

  func run() {
    point.begin()
    loop.run()
    point.finish()
  }

  private func run<E: Element>(
    _ strip: Int, in workspace: FeedbackPoint.Workspace, _ columns: Range<Int>, _ element: E.Type
  ) {
    let (point, tile) = (point, point.tile)
    let (a, s) = (activations.start(of: E.self), signal.start(of: E.self))
    let lanes = Vector.scalarCount
    let whole = columns.lowerBound..<columns.lowerBound + columns.count / lanes * lanes
    point.begin(workspace)
    point.forEachSpan(of: whole) { span in
      for first in stride(from: 0, to: point.samples, by: 4) {
        let from = FeedbackTile.Rows(a, from: first, of: point.samples, pitch: point.columns)
        let to = FeedbackTile.Rows(s, from: first, of: point.samples, pitch: point.columns)
        if let from = from as? FeedbackTile.Rows<Float>, let to = to as? FeedbackTile.Rows<Float> {
          point.learn(from: from, samples: first, span, in: workspace)
          tile.signal(point.sent(from: first), span, into: to)
        } else {
          let copy = workspace.rows(workspace.activations, span)
          let sum = workspace.rows(workspace.signals, span)
          from.copy(span, to: copy)
          point.learn(from: copy, samples: first, span, in: workspace)
          tile.signal(point.sent(from: first), span, into: sum)
          sum.copy(span, to: to)
        }
      }
    }
    let image = point.finish(workspace, strip: strip)
    for j in whole.upperBound..<columns.upperBound { run(column: j, image: image, element) }
  }

  /// A column that fills no vector, by the definition.
  private func run<E: Element>(column j: Int, image: UnsafeMutablePointer<Float>?, _ element: E.Type) {
    let (n, pitch) = (point.columns, point.tile.errorPitch)
    let (a, s) = (activations.start(of: E.self), signal.start(of: E.self))
    let (b, gradient) = (point.matrix.start(of: Float.self), point.matrixGradient?.start(of: Float.self))
    let (sent, errors) = (point.sent(from: 0).r0, point.errors(from: 0))
    for c in 0..<point.classes { gradient?[c * n + j] = 0 }
    for sample in 0..<point.samples {
      let activation = a[sample * n + j].number
      var sum: Float = 0
      for c in 0..<point.classes {
        sum.addProduct(sent[sample * pitch + c], b[c * n + j])
        gradient?[c * n + j] += errors[sample * pitch + c] * activation
        image?[sample * point.classes + c] += activation * b[c * n + j]
      }
      s[sample * n + j] = E(sum)
    }
  }
}

extension FeedbackTile.Rows {
  /// Converts a span of each row.
  @inline(__always)
  fileprivate func copy<Other: Element>(_ span: Range<Int>, to other: FeedbackTile.Rows<Other>) {
    for j in stride(from: span.lowerBound, to: span.upperBound, by: Vector.scalarCount) {
      other.r0.store(r0.vector(at: j), at: j)
      other.r1.store(r1.vector(at: j), at: j)
      other.r2.store(r2.vector(at: j), at: j)
      other.r3.store(r3.vector(at: j), at: j)
    }
  }
}

extension FeedbackPoint {
  /// The products with activations that lie in memory.
  ///
  /// - Parameters:
  ///   - activations: a, (N, n) row-major.
  ///   - signal: where s goes, (N, n) row-major, kept as a is.
  package func products(activations: Tensor, signal: Tensor) throws -> any Operation {
    precondition(
      activations.layout.shape == [samples, columns],
      "activations \(activations.layout.shape) at a point of \(columns) columns")
    return isForTiles(activations.precision)
      ? try productsOnTiles(activations: activations, signal: signal)
      : try FeedbackProducts(self, activations: activations, signal: signal)
  }
}
