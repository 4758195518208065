/// A feedback matrix at one feedback point: what goes in, what is wanted, and the pieces in which it is made.
///
///     s  = e B           (N, n)   the learning signal
///     ∂B = δᵀ a          (C, n)   what a matrix that learns moves along
///     q  = a Bᵀ          (N, C)   the matrix read as a forward map, for the alignment angle
///
/// a is large (7 MB for a convolution of 32 channels) and C small, so three general matrix products spend their time
/// fetching a and B again and again, and fill 10 of 16 lanes. Here a strip of columns is fetched once and used three
/// times; `Benchmarks/README.md` has the figures.
///
/// The strips are the same for any number of threads, and so is every bit of the results.
package final class FeedbackPoint {
  /// B, (C, n), its columns in the order of the activations'.
  let matrix: Tensor
  /// ∂B, (C, n); nil for a matrix that does not learn.
  let matrixGradient: Tensor?
  /// q, (N, C); nil where no angle is measured.
  let image: Tensor?
  let samples: Int
  let classes: Int
  let columns: Int
  let threads: Int
  let device: Device

  /// e, (N, C).
  let sent: Tensor
  /// δ, (N, C).
  let error: Tensor
  /// e and δ with zeros up to whole tiles of classes and samples.
  private let paddedSent: Tensor
  private let paddedError: Tensor
  /// What each strip adds to q, (strips, N, C).
  private var partialImages: Tensor?
  /// Of each worker: four rows of activations and four of signals over a span, then q of every sample, lane by lane.
  private var workspaces: Tensor?
  /// Columns worked on at a time.
  private var span = FeedbackPoint.usualSpan

  /// - Parameters:
  ///   - matrix: B, (C, n), its columns in the order of the activations'.
  ///   - sent: e, (N, C).
  ///   - error: δ, (N, C).
  ///   - matrixGradient: where ∂B goes, (C, n); nil for a matrix that does not learn.
  ///   - image: where q goes, (N, C); nil if it is not wanted.
  package init(
    matrix: Tensor, sent: Tensor, error: Tensor, matrixGradient: Tensor?, image: Tensor?, on device: Device
  ) throws {
    self.matrix = matrix
    self.matrixGradient = matrixGradient
    self.image = image
    self.sent = sent
    self.error = error
    self.device = device
    threads = device.threads
    (samples, classes) = (sent.layout.shape[0], sent.layout.shape[1])
    columns = matrix.layout.shape[1]
    precondition(
      matrix.layout.shape[0] == classes && error.layout.shape == [samples, classes],
      "matrix \(matrix.layout.shape), what is sent \(sent.layout.shape) and error \(error.layout.shape) do not fit"
    )
    let padded = [FeedbackTile.paddedSamples(samples), FeedbackTile.paddedClasses(classes)]
    paddedSent = try Tensor(shape: padded, on: device)
    paddedError = sent === error ? paddedSent : try Tensor(shape: padded, on: device)
  }

  /// Makes room for the strips' images.
  ///
  /// - Parameter span: columns worked on at a time, whole vectors.
  func prepare(strips: Int, span: Int = FeedbackPoint.usualSpan) throws {
    self.span = span
    let spans = 8 * span
    guard image != nil else {
      workspaces = try Tensor(shape: [threads, spans], on: device)
      return
    }
    partialImages = try Tensor(shape: [strips, samples, classes], on: device)
    let lanes = FeedbackTile.paddedSamples(samples) * FeedbackTile.paddedClasses(classes) * Vector.scalarCount
    workspaces = try Tensor(shape: [threads, spans + lanes], on: device)
  }

  /// One worker's memory.
  struct Workspace {
    fileprivate let span: Int
    /// Four rows of a span.
    let activations: UnsafeMutablePointer<Float>
    let signals: UnsafeMutablePointer<Float>
    fileprivate let images: UnsafeMutablePointer<Float>

    /// Four rows of `span` in `memory`, with column j at j.
    func rows(_ memory: UnsafeMutablePointer<Float>, _ span: Range<Int>) -> FeedbackTile.Rows<Float> {
      FeedbackTile.Rows(memory - span.lowerBound, from: 0, of: 4, pitch: self.span)
    }
  }

  func workspace(of worker: Int) -> Workspace {
    guard let workspaces else { preconditionFailure("the strips have not been prepared") }
    let start = workspaces.elements.baseAddress! + worker * (workspaces.elements.count / threads)
    return Workspace(
      span: span, activations: start, signals: start + 4 * span, images: start + 8 * span)
  }

  var tile: FeedbackTile {
    FeedbackTile(classes: classes, columns: columns, matrix: matrix.elements.baseAddress!)
  }

  /// Columns worked on at a time: what four rows of activations and signals and five of B and ∂B take of them fits into
  /// the first cache.
  static let usualSpan = 640

  /// `range` in spans.
  func forEachSpan(of range: Range<Int>, _ body: (Range<Int>) -> Void) {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: span) {
      body(start..<min(start + span, range.upperBound))
    }
  }

  /// The errors of the samples from `first` on, those that are not there zeros.
  func errors(from first: Int) -> UnsafePointer<Float> {
    UnsafePointer(paddedError.elements.baseAddress! + first * tile.errorPitch)
  }

  /// What is sent to the four samples from `first` on.
  func sent(from first: Int) -> FeedbackTile.Rows<Float> {
    FeedbackTile.Rows(
      paddedSent.elements.baseAddress!, from: first, of: samples, pitch: tile.errorPitch)
  }

  /// ∂B and the strip's share of q, from four samples' activations over one span of the strip.
  ///
  /// - Parameter activations: their rows; column j at j.
  func learn(
    from activations: FeedbackTile.Rows<Float>, samples first: Int, _ span: Range<Int>,
    in workspace: Workspace
  ) {
    let tile = tile
    for c in stride(from: 0, to: classes, by: VectorTile.count) {
      if image != nil {
        tile.image(
          of: activations, c, span,
          into: workspace.images + first * tile.errorPitch * Vector.scalarCount)
      }
      if let matrixGradient {
        tile.gradient(
          of: activations, error: errors(from: first), c, span, into: matrixGradient.elements.baseAddress!,
          adds: first > 0)
      }
    }
  }

  /// Begins a strip.
  func begin(_ workspace: Workspace) {
    guard image != nil else { return }
    let count = FeedbackTile.paddedSamples(samples) * tile.errorPitch * Vector.scalarCount
    workspace.images.update(repeating: 0, count: count)
  }

  /// Ends a strip.
  ///
  /// - Returns: its share of q, (N, C), to which may be added; nil where q is not wanted.
  @discardableResult
  func finish(_ workspace: Workspace, strip: Int) -> UnsafeMutablePointer<Float>? {
    guard let partialImages else { return nil }
    let share = partialImages.elements.baseAddress! + strip * samples * classes
    let pitch = tile.errorPitch
    for sample in 0..<samples {
      for c in 0..<classes {
        share[sample * classes + c] =
          workspace.images.vector(at: (sample * pitch + c) * Vector.scalarCount).total
      }
    }
    return share
  }

  /// Those that are wanted, in one pass.
  var products: [Product] {
    let count = 1 + (matrixGradient == nil ? 0 : 1) + (image == nil ? 0 : 1)
    let name = "feedback of \([samples, classes]) through \([classes, columns])"
    return [Product(name, floatingPointOperations: 2 * samples * columns * classes * count)]
  }

  // MARK: Before and after

  /// Takes over the errors of this step.
  func begin() {
    pad(sent, into: paddedSent)
    if paddedError !== paddedSent { pad(error, into: paddedError) }
  }

  private func pad(_ error: Tensor, into padded: Tensor) {
    let (from, to) = (error.elements, padded.elements)
    let pitch = tile.errorPitch
    for sample in 0..<samples {
      for c in 0..<classes { to[sample * pitch + c] = from[sample * classes + c] }
    }
  }

  /// Adds the strips' images up.
  func finish() {
    guard let image = image?.elements, let parts = partialImages?.elements else { return }
    let strips = parts.count / image.count
    for i in image.indices {
      var sum: Float = 0
      for strip in 0..<strips { sum += parts[strip * image.count + i] }
      image[i] = sum
    }
  }
}
