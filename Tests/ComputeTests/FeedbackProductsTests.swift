import TestSupport
import Testing

@testable import Compute

/// The three products of a feedback matrix against double precision: samples and classes that fill tiles and that do
/// not, columns from less than a vector to several strips.
@Suite struct FeedbackProductsTests {
  struct Shape: Sendable {
    var samples: Int
    var classes: Int
    var columns: Int
  }

  private static let shapes = [
    Shape(samples: 4, classes: 5, columns: 16), Shape(samples: 1, classes: 1, columns: 1),
    Shape(samples: 3, classes: 2, columns: 15), Shape(samples: 6, classes: 7, columns: 100),
    Shape(samples: 5, classes: 10, columns: 700), Shape(samples: 64, classes: 11, columns: 2049),
    Shape(samples: 2, classes: 10, columns: 9000), Shape(samples: 9, classes: 100, columns: 33),
  ]

  /// (rows, inner)(inner, columns), by the definition.
  private func product(
    _ x: [Double], _ y: [Double], _ rows: Int, _ inner: Int, _ columns: Int
  ) -> [Double] {
    (0..<rows * columns).map { index in
      (0..<inner).reduce(0) { $0 + x[index / columns * inner + $1] * y[$1 * columns + index % columns] }
    }
  }

  private func transposed(_ x: [Double], rows: Int) -> [Double] {
    let columns = x.count / rows
    return (0..<x.count).map { x[$0 % rows * columns + $0 / rows] }
  }

  @Test(arguments: shapes, [1, 2])
  func `signal, gradient and image as by the definition`(shape: Shape, threads: Int) throws {
    let device = try Device(threads: threads)
    var random = SeededGenerator(seed: 3)
    func draw(_ count: Int) -> [Double] { random.uniform(-1, 1, count: count).map { Double(Float($0)) } }
    let (n, c, m) = (shape.samples, shape.classes, shape.columns)
    let (a, b, sent, error) = (draw(n * m), draw(c * m), draw(n * c), draw(n * c))
    func tensor(_ values: [Double], _ rows: Int) throws -> Tensor {
      let tensor = try Tensor(shape: [rows, values.count / rows], on: device)
      try tensor.assign(values.map { Float($0) }, on: device)
      return tensor
    }
    let signal = try Tensor(shape: [n, m], on: device)
    let gradient = try Tensor(shape: [c, m], on: device)
    let image = try Tensor(shape: [n, c], on: device)
    // What is written must not depend on what was there.
    for output in [signal, gradient, image] { output.elements.update(repeating: .nan) }
    let point = try FeedbackPoint(
      matrix: tensor(b, c), sent: tensor(sent, n), error: tensor(error, n), matrixGradient: gradient,
      image: image, on: device)
    try point.products(activations: tensor(a, n), signal: signal).run()
    expectClose(
      try signal.values(on: device), product(sent, b, n, c, m), relative: 1e-5, absolute: 1e-5, "signal")
    expectClose(
      try gradient.values(on: device), product(transposed(error, rows: n), a, c, n, m), relative: 1e-5,
      absolute: 1e-5, "gradient")
    expectClose(
      try image.values(on: device), product(a, transposed(b, rows: c), n, m, c), relative: 1e-5,
      absolute: 1e-4, "image")
  }

  /// What is multiplied is rounded to bf16, and nothing else is; oneDNN computes it so on any AVX-512.
  @Test(arguments: [
    Shape(samples: 6, classes: 32, columns: 100), Shape(samples: 32, classes: 200, columns: 777),
  ])
  func `on tiles, the products of the rounded numbers`(shape: Shape) throws {
    let device = try Device(threads: 2)
    var random = SeededGenerator(seed: 5)
    let (n, c, m) = (shape.samples, shape.classes, shape.columns)
    func tensor(_ rows: Int, _ columns: Int, learning: Bool = false) throws -> (Tensor, [Double]) {
      let values = random.uniform(-1, 1, count: rows * columns).map { Float($0) }
      let layout = Layout([rows, columns])
      let tensor = learning ? try Tensor(learning: layout, on: device) : try Tensor(layout, on: device)
      try tensor.assign(values, on: device)
      return (tensor, values.map { Double(BFloat16($0).number) })
    }
    let (a, roundedA) = try tensor(n, m)
    let (b, roundedB) = try tensor(c, m, learning: true)
    let (sent, roundedSent) = try tensor(n, c)
    let (error, roundedError) = try tensor(n, c)
    let activations = try Tensor(Layout([n, m], .bf16), on: device)
    try Reorder(from: a, to: activations, on: device).run()
    let signal = try Tensor(Layout([n, m], .bf16), on: device)
    let (gradient, image) = (try Tensor(shape: [c, m], on: device), try Tensor(shape: [n, c], on: device))
    for output in [gradient, image] { output.elements.update(repeating: .nan) }
    let point = try FeedbackPoint(
      matrix: b, sent: sent, error: error, matrixGradient: gradient, image: image, on: device)
    let tiles = try point.productsOnTiles(activations: activations, signal: signal)
    #expect(tiles.floatingPointOperations == 6 * n * c * m)
    try tiles.run()
    expectClose(
      try signal.values(on: device), product(roundedSent, roundedB, n, c, m), relative: 1.0 / 256,
      absolute: 1e-5, "signal")
    expectClose(
      try gradient.values(on: device), product(transposed(roundedError, rows: n), roundedA, c, n, m),
      relative: 1e-5, absolute: 1e-5, "gradient")
    expectClose(
      try image.values(on: device), product(roundedA, transposed(roundedB, rows: c), n, m, c),
      relative: 1e-5, absolute: 1e-4, "image")
    // The matrix learns: its copy is written with it.
    let copies = try #require(b.copies)
    let writes = copies.beginPass()
    #expect(writes && copies.bytesOfPass == 2 * c * m)
  }

  @Test func `any number of threads gives the same bits`() throws {
    let results = try [1, 2, 3].map { threads in
      let device = try Device(threads: threads)
      var random = SeededGenerator(seed: 4)
      func tensor(_ rows: Int, _ columns: Int) throws -> Tensor {
        let tensor = try Tensor(shape: [rows, columns], on: device)
        try tensor.assign(random.uniform(-1, 1, count: rows * columns).map { Float($0) }, on: device)
        return tensor
      }
      let (a, b, error) = (try tensor(7, 5000), try tensor(10, 5000), try tensor(7, 10))
      let (signal, gradient, image) = (try tensor(7, 5000), try tensor(10, 5000), try tensor(7, 10))
      let point = try FeedbackPoint(
        matrix: b, sent: error, error: error, matrixGradient: gradient, image: image, on: device)
      try point.products(activations: a, signal: signal).run()
      return try [signal, gradient, image].map { try $0.values(on: device) }
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }
}
