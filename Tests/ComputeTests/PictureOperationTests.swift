import Compute
import Testing
import TestSupport

/// oneDNN's convolutions and poolings against plain loops.
@Suite struct PictureOperationTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var channels: Int
    var height: Int
    var width: Int
    var outputs: Int
    var window: Window
    var testDescription: String {
      "\(channels)x\(height)x\(width) to \(outputs), kernel \(window.kernel), stride \(window.stride), padding \(window.padding)"
    }
  }

  /// Channels that fill blocks of 16 and that do not, first layers of 1 and 3, windows that leave a rest.
  static let shapes = [
    Shape(channels: 1, height: 9, width: 9, outputs: 16, window: Window(3, padding: 1)),
    Shape(channels: 3, height: 12, width: 11, outputs: 32, window: Window(3)),
    Shape(channels: 3, height: 23, width: 23, outputs: 64, window: Window(11, stride: 4, padding: 2)),
    Shape(channels: 2, height: 8, width: 7, outputs: 32, window: Window(3, stride: 2, padding: 1)),
    Shape(channels: 16, height: 8, width: 8, outputs: 32, window: Window(5, padding: 2)),
    Shape(channels: 32, height: 7, width: 6, outputs: 16, window: Window(3, stride: 2, padding: 1)),
    Shape(channels: 5, height: 6, width: 7, outputs: 7, window: Window(2, stride: 3)),
    Shape(channels: 20, height: 5, width: 5, outputs: 37, window: Window(3, padding: 2)),
    Shape(channels: 17, height: 4, width: 4, outputs: 1, window: Window(1)),
    Shape(channels: 2, height: 3, width: 3, outputs: 3, window: Window(3)),
  ]

  private let device: Device
  private var random = SeededGenerator(seed: 1)

  init() throws { device = try Device(threads: 2) }

  private mutating func values(_ count: Int) -> [Double] {
    random.uniform(-1, 1, count: count).map { Double(Float($0)) }
  }

  private func tensor(_ layout: Layout, _ values: [Double]) throws -> Tensor {
    let tensor = try Tensor(layout, on: device)
    try tensor.assign(values.map { Float($0) }, on: device)
    return tensor
  }

  @Test(arguments: shapes, [1, 5])
  mutating func `convolution, forward and both backward products`(shape: Shape, samples: Int) throws {
    let input = ReferenceShape(channels: shape.channels, height: shape.height, width: shape.width)
    var reference = ReferenceConvolution(
      input: input, outputs: shape.outputs, kernel: shape.window.kernel, stride: shape.window.stride,
      padding: shape.window.padding)
    let layout = Layout.channelsLast([samples, shape.channels, shape.height, shape.width])
    let map = try Convolution(input: layout, outputs: shape.outputs, window: shape.window, on: device)
    let (xs, ws) = (values(layout.count), values(map.weightLayout.count))
    let (bs, dzs) = (values(shape.outputs), values(map.outputLayout.count))
    reference.parameters = ["weight": ws, "bias": bs]

    let (x, w) = (try tensor(layout, xs), try tensor(map.weightLayout, ws))
    let (b, dz) = (try tensor(Layout([shape.outputs]), bs), try tensor(map.outputLayout, dzs))
    let z = try Tensor(map.outputLayout, on: device)
    let (dx, dw) = (try Tensor(layout, on: device), try Tensor(map.weightLayout, on: device))
    let db = try Tensor(shape: [shape.outputs], on: device)
    try map.forward(input: x, weight: w, bias: b, output: z).run()
    try map.backwardInput(outputGradient: dz, weight: w, inputGradient: dx).run()
    try map.backwardWeight(input: x, outputGradient: dz, weightGradient: dw, biasGradient: db).run()

    let plain = reference.forward(xs, samples: samples, training: true)
    #expect(
      map.outputLayout.shape == [samples, shape.outputs, reference.output.height, reference.output.width])
    expectClose(try z.values(on: device), plain, relative: 1e-5, "Z")
    expectClose(
      try dx.values(on: device), reference.inputGradient(dzs, feedback: nil), relative: 1e-5, "dX")
    let gradients = reference.parameterGradients(dzs)
    expectClose(try dw.values(on: device), gradients["weight"]!, relative: 1e-5, "dW")
    expectClose(try db.values(on: device), gradients["bias"]!, relative: 1e-5, "db")
  }

  static let windows = [
    Window(2, stride: 2), Window(3, stride: 2), Window(3, stride: 1, padding: 1),
    Window(3, stride: 2, padding: 1),
    Window(5, stride: 3, padding: 2), Window(1, stride: 2),
  ]

  @Test(arguments: windows, [1, 16, 20])
  mutating func `pooling, forward and backward`(window: Window, channels: Int) throws {
    let samples = 3
    let input = ReferenceShape(channels: channels, height: 9, width: 7)
    let layout = Layout.channelsLast([samples, channels, 9, 7])
    let xs = values(layout.count)
    let x = try tensor(layout, xs)
    for kind in [Pooling.Kind.maximum, .average] {
      let pooling = try Pooling(kind, window: window, input: layout, on: device)
      let y = try Tensor(pooling.outputLayout, on: device)
      let workspace = try pooling.workspaceLayout.map { try Tensor($0, on: device) }
      let dys = values(pooling.outputLayout.count)
      let (dy, dx) = (try tensor(pooling.outputLayout, dys), try Tensor(layout, on: device))
      try pooling.forward(input: x, output: y, workspace: workspace).run()
      try pooling.backward(outputGradient: dy, workspace: workspace, inputGradient: dx).run()
      var reference: any ReferenceLayer =
        kind == .maximum
        ? ReferenceMaxPool(
          input: input, kernel: window.kernel, stride: window.stride, padding: window.padding)
        : ReferenceAveragePool(
          input: input, kernel: window.kernel, stride: window.stride, padding: window.padding)
      expectClose(
        try y.values(on: device), reference.forward(xs, samples: samples, training: true), relative: 1e-6, "y"
      )
      expectClose(
        try dx.values(on: device), reference.inputGradient(dys, feedback: nil), relative: 1e-6, "dx")
    }
  }

  /// By oneDNN's kernel, by ours, and by ours where blocks of channels overlap.
  @Test(arguments: [1, 16, 17])
  func `of equal maxima the first takes the gradient`(channels: Int) throws {
    let layout = Layout.channelsLast([1, channels, 2, 4])
    func repeated(_ values: [Double]) -> [Double] { (0..<channels).flatMap { _ in values } }
    let x = try tensor(layout, repeated([0, 0, 3, 1, 0, 0, 3, 3]))
    let pooling = try Pooling(.maximum, window: Window(2, stride: 2), input: layout, on: device)
    let y = try Tensor(pooling.outputLayout, on: device)
    let workspace = try Tensor(#require(pooling.workspaceLayout), on: device)
    let (dy, dx) = (try tensor(pooling.outputLayout, repeated([5, 7])), try Tensor(layout, on: device))
    try pooling.forward(input: x, output: y, workspace: workspace).run()
    try pooling.backward(outputGradient: dy, workspace: workspace, inputGradient: dx).run()
    #expect(try dx.values(on: device).map(Double.init) == repeated([5, 0, 7, 0, 0, 0, 0, 0]))
  }

  @Test func `how often a window fits`() {
    #expect(Window(3).places(along: 32) == 30)
    #expect(Window(3, padding: 1).places(along: 28) == 28)
    #expect(Window(11, stride: 4, padding: 2).places(along: 224) == 55)
    #expect(Window(3, stride: 2).places(along: 55) == 27)
    #expect(Window(3, stride: 2).places(along: 3) == 1)
    #expect(Window(3).places(along: 2) == nil)
  }

  @Test func `rows of another number keep the order of the columns`() throws {
    let layout = Layout.channelsLast([3, 20, 2, 2])
    let other = layout.withRows(5)
    #expect(other.shape == [5, 20, 2, 2])
    #expect(other.byteCount / 5 == layout.byteCount / 3)
    let values = (0..<400).map { Double($0) }
    let tensor = try tensor(other, values)
    #expect(try tensor.values(on: device).map(Double.init) == values)
    // The second channel's first place is the second number.
    #expect(tensor.elements.count == 5 * 20 * 4)
    #expect(tensor.elements[1] == 4)
  }
}
