/// The products of a feedback matrix with activations that lie in memory; the signal goes to memory too.
package final class FeedbackProducts: Operation {
  private let point: FeedbackPoint
  /// a, (N, n).
  private let activations: Tensor
  /// s, (N, n).
  private let signal: Tensor
  /// Columns of a strip.
  private let width: Int
  private let strips: Int

  /// - Parameters:
  ///   - activations: a, (N, n) row-major.
  ///   - signal: where s goes, (N, n) row-major.
  package init(_ point: FeedbackPoint, activations: Tensor, signal: Tensor) throws {
    self.point = point
    self.activations = activations
    self.signal = signal
    precondition(
      activations.layout.shape == [point.samples, point.columns],
      "activations \(activations.layout.shape) at a point of \(point.columns) columns")
    // As many strips for one thread as for another, of a few.
    strips = point.columns <= 2048 ? 1 : (point.columns + 4095) / 4096 * 2
    let lanes = Vector.scalarCount
    width = ((point.columns + strips - 1) / strips + lanes - 1) / lanes * lanes
    try point.prepare(strips: strips)
  }

  package var floatingPointOperations: Int { point.floatingPointOperations }

  package func run() {
    point.begin()
    Parallel.forEachRange(of: strips, grain: 1, threads: point.threads) { range, worker in
      let workspace = point.workspace(of: worker)
      for strip in range {
        run(
          strip, in: workspace,
          columns: min(strip * width, point.columns)..<min((strip + 1) * width, point.columns))
      }
    }
    point.finish()
  }

  private func run(_ strip: Int, in workspace: FeedbackPoint.Workspace, columns: Range<Int>) {
    let (a, s) = (activations.elements.baseAddress!, signal.elements.baseAddress!)
    let lanes = Vector.scalarCount
    let whole = columns.lowerBound..<columns.lowerBound + columns.count / lanes * lanes
    point.begin(workspace)
    FeedbackPoint.forEachSpan(of: whole) { span in
      for first in stride(from: 0, to: point.samples, by: 4) {
        let rows = FeedbackTile.Rows(a, from: first, of: point.samples, pitch: point.columns)
        point.learn(from: rows, samples: first, span, in: workspace)
        point.tile.signal(
          point.sent(from: first), span,
          into: FeedbackTile.Rows(s, from: first, of: point.samples, pitch: point.columns))
      }
    }
    let image = point.finish(workspace, strip: strip)
    for j in whole.upperBound..<columns.upperBound { run(column: j, image: image) }
  }

  /// A column that fills no vector, by the definition.
  private func run(column j: Int, image: UnsafeMutablePointer<Float>?) {
    let (n, pitch) = (point.columns, point.tile.errorPitch)
    let (a, b, s) = (
      activations.elements.baseAddress!, point.matrix.elements.baseAddress!, signal.elements.baseAddress!
    )
    let (sent, errors) = (point.sent(from: 0).r0, point.errors(from: 0))
    for c in 0..<point.classes { point.matrixGradient?.elements[c * n + j] = 0 }
    for sample in 0..<point.samples {
      var sum: Float = 0
      for c in 0..<point.classes {
        sum.addProduct(sent[sample * pitch + c], b[c * n + j])
        point.matrixGradient?.elements[c * n + j] += errors[sample * pitch + c] * a[sample * n + j]
        image?[sample * point.classes + c] += a[sample * n + j] * b[c * n + j]
      }
      s[sample * n + j] = sum
    }
  }
}
