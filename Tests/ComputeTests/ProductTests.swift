import Compute
import Testing
import TestSupport

/// oneDNN's products against plain loops, on shapes that no blocking divides.
@Suite struct ProductTests {
  static let sizes = [1, 2, 3, 5, 7, 8, 9, 17]
  private let device: Device
  private var random = SeededGenerator(seed: 1)

  init() throws { device = try Device(threads: 2) }

  private mutating func tensor(_ shape: [Int], _ layout: Layout? = nil) throws -> (Tensor, [Double]) {
    let values = random.uniform(-1, 1, count: shape.reduce(1, *)).map { Double(Float($0)) }
    let tensor = try Tensor(layout ?? Layout(shape), on: device)
    try tensor.assign(values.map { Float($0) }, on: device)
    return (tensor, values)
  }

  @Test(arguments: sizes, sizes)
  mutating func `inner product, forward and both backward products`(inputs: Int, outputs: Int) throws {
    for samples in Self.sizes { try checkInnerProduct(samples, inputs, outputs) }
  }

  /// Several blocks, rests of them, and more samples than a kernel takes at once.
  @Test(arguments: [16, 70, 129], [16, 64, 150])
  mutating func `large inner products, forward and both backward products`(inputs: Int, outputs: Int) throws {
    for samples in [32, 300] { try checkInnerProduct(samples, inputs, outputs) }
  }

  private mutating func checkInnerProduct(_ samples: Int, _ inputs: Int, _ outputs: Int) throws {
    let (x, xs) = try tensor([samples, inputs])
    let product = try InnerProduct(input: x.layout, outputs: outputs, on: device)
    let (w, ws) = try tensor([outputs, inputs], product.weightLayout)
    let (b, bs) = try tensor([outputs])
    let (dz, dzs) = try tensor([samples, outputs])
    let z = try Tensor(product.outputLayout, on: device)
    let dx = try Tensor(shape: [samples, inputs], on: device)
    let dw = try Tensor(product.weightLayout, on: device)
    let db = try Tensor(shape: [outputs], on: device)
    try product.forward(input: x, weight: w, bias: b, output: z).run()
    try product.backwardInput(outputGradient: dz, weight: w, inputGradient: dx).run()
    try product.backwardWeight(input: x, outputGradient: dz, weightGradient: dw, biasGradient: db).run()

    let plain = ReferenceMatrix.timesTransposed(xs, ws, inner: inputs)
    let biased = plain.enumerated().map { $1 + bs[$0 % outputs] }
    expectClose(try z.values(on: device), biased, relative: 1e-5, "Z")
    expectClose(
      try dx.values(on: device), ReferenceMatrix.times(dzs, ws, inner: outputs), relative: 1e-5, "dX")
    expectClose(
      try dw.values(on: device), ReferenceMatrix.transposedTimes(dzs, xs, samples: samples), relative: 1e-5,
      "dW")
    let sums = (0..<outputs).map { o in (0..<samples).reduce(0.0) { $0 + dzs[$1 * outputs + o] } }
    expectClose(try db.values(on: device), sums, relative: 1e-5, absolute: 1e-6, "db")
  }

  /// The order of the numbers in files is C H W, and that of a channels-last picture H W C.
  @Test(arguments: [(16, 3, 2, 70), (32, 1, 5, 10), (48, 2, 2, 64), (20, 3, 3, 33), (3, 4, 4, 64)])
  mutating func `products of pictures as of rows of C H W`(
    channels: Int, height: Int, width: Int, outputs: Int
  ) throws {
    let (samples, inputs) = (6, channels * height * width)
    let pictures = Layout.channelsLast([samples, channels, height, width])
    let made = try PictureProduct(input: pictures, outputs: outputs, on: device)
    #expect((made != nil) == (channels % 16 == 0))
    let product: any LinearMap =
      try made ?? InnerProduct(input: pictures, outputs: outputs, on: device)
    #expect(product.weightLayout.shape == [outputs, channels, height, width])
    let (x, xs) = try tensor(pictures.shape, pictures)
    let (w, ws) = try tensor(product.weightLayout.shape, product.weightLayout)
    let (b, bs) = try tensor([outputs])
    let (dz, dzs) = try tensor([samples, outputs])
    let z = try Tensor(product.outputLayout, on: device)
    let (dx, dw) = (try Tensor(pictures, on: device), try Tensor(product.weightLayout, on: device))
    let db = try Tensor(shape: [outputs], on: device)
    try product.forward(input: x, weight: w, bias: b, output: z).run()
    try product.backwardInput(outputGradient: dz, weight: w, inputGradient: dx).run()
    try product.backwardWeight(input: x, outputGradient: dz, weightGradient: dw, biasGradient: db).run()
    let biased = ReferenceMatrix.timesTransposed(xs, ws, inner: inputs).enumerated().map {
      $1 + bs[$0 % outputs]
    }
    expectClose(try z.values(on: device), biased, relative: 1e-5, "Z")
    expectClose(
      try dx.values(on: device), ReferenceMatrix.times(dzs, ws, inner: outputs), relative: 1e-5, "dX")
    let gradient = ReferenceMatrix.transposedTimes(dzs, xs, samples: samples)
    expectClose(try dw.values(on: device), gradient, relative: 1e-5, "dW")

    // The same weights, in their place, by a product for another number of samples and pictures in another order.
    let plain = Layout([2, channels, height, width])
    let other: any LinearMap =
      try PictureProduct(input: plain, outputs: outputs, weightLayout: product.weightLayout, on: device)
      ?? InnerProduct(input: plain, outputs: outputs, weightLayout: product.weightLayout, on: device)
    let (few, fews) = try tensor(plain.shape, plain)
    let y = try Tensor(other.outputLayout, on: device)
    try other.forward(input: few, weight: w, bias: b, output: y).run()
    let expected = ReferenceMatrix.timesTransposed(fews, ws, inner: inputs).enumerated().map {
      $1 + bs[$0 % outputs]
    }
    expectClose(try y.values(on: device), expected, relative: 1e-5, "Z of two")
  }

  @Test func `a weight gradient is the same to the bit with any number of threads`() throws {
    var gradients: [[Float]] = []
    for threads in 1...3 {
      let device = try Device(threads: threads)
      var random = SeededGenerator(seed: 5)
      let (x, dz) = (try Tensor(shape: [200, 100], on: device), try Tensor(shape: [200, 90], on: device))
      for tensor in [x, dz] {
        try tensor.assign(random.uniform(-1, 1, count: tensor.elements.count).map(Float.init), on: device)
      }
      let product = try InnerProduct(input: x.layout, outputs: 90, on: device)
      let (dw, db) = (try Tensor(product.weightLayout, on: device), try Tensor(shape: [90], on: device))
      try product.backwardWeight(input: x, outputGradient: dz, weightGradient: dw, biasGradient: db).run()
      gradients.append(try dw.values(on: device) + db.values(on: device))
    }
    #expect(gradients[0] == gradients[1] && gradients[0] == gradients[2])
  }

  @Test(arguments: sizes, sizes)
  mutating func `matrix products, plain and transposed`(rows: Int, columns: Int) throws {
    for inner in Self.sizes {
      let (a, aValues) = try tensor([rows, inner])
      let (b, bValues) = try tensor([inner, columns])
      let (at, atValues) = try tensor([inner, rows])
      let (bt, btValues) = try tensor([columns, inner])
      let c = try Tensor(shape: [rows, columns], on: device)
      try MatrixProduct.operation(MatrixOperand(a), MatrixOperand(b), into: c, on: device).run()
      expectClose(
        try c.values(on: device), ReferenceMatrix.times(aValues, bValues, inner: inner), relative: 1e-5, "AB")
      try MatrixProduct.operation(
        MatrixOperand(at, transposed: true), MatrixOperand(b), into: c, on: device
      ).run()
      expectClose(
        try c.values(on: device), ReferenceMatrix.transposedTimes(atValues, bValues, samples: inner),
        relative: 1e-5, "AᵀB")
      try MatrixProduct.operation(
        MatrixOperand(a), MatrixOperand(bt, transposed: true), into: c, on: device
      ).run()
      expectClose(
        try c.values(on: device), ReferenceMatrix.timesTransposed(aValues, btValues, inner: inner),
        relative: 1e-5, "ABᵀ")
    }
  }

  @Test func `shapes that do not fit are an error that names them`() throws {
    let (a, b) = (try Tensor(shape: [2, 3], on: device), try Tensor(shape: [4, 5], on: device))
    let c = try Tensor(shape: [2, 5], on: device)
    let error = #expect(throws: ComputeError.self) {
      _ = try MatrixProduct.operation(MatrixOperand(a), MatrixOperand(b), into: c, on: device)
    }
    #expect("\(try #require(error))".contains("[2, 3] and [4, 5]"))
  }
}
