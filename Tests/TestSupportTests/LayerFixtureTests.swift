import Testing
import TestSupport

/// Single layers of the Swift reference against PyTorch's, in many sizes.
@Suite struct LayerFixtureTests {
  @Test(arguments: [
    "3x3", "3x3-stride-2", "3x3-stride-2-unpadded", "1x1", "2x2-padded", "5x5-padded", "11x11-stride-4",
    "blocked",
  ])
  func `convolution and its three gradients as in PyTorch`(name: String) throws {
    let fixture = try Fixtures.layers()
    let place = "convolution/\(name)"
    let sizes = try fixture("\(place)/sizes").values.map { Int($0) }
    let (weight, bias) = (try fixture("\(place)/weight"), try fixture("\(place)/bias"))
    var layer = ReferenceConvolution(
      input: try input(fixture, place), outputs: weight.shape[0], kernel: sizes[0], stride: sizes[1],
      padding: sizes[2])
    layer.parameters = ["weight": weight.values, "bias": bias.values]
    try expect(&layer, as: fixture, place)
    #expect(try fixture("\(place)/output").shape.dropFirst() == shape(layer.output))
  }

  @Test(arguments: ["2-2", "3-2", "3-2-1", "2-1-1", "3-3", "2-3"])
  func `pooling as in PyTorch, with ties in most windows`(name: String) throws {
    let fixture = try Fixtures.layers()
    for kind in ["max", "average"] {
      let place = "\(kind)/\(name)"
      let sizes = try fixture("\(place)/sizes").values.map { Int($0) }
      let shape = try input(fixture, place)
      if kind == "max" {
        var layer = ReferenceMaxPool(input: shape, kernel: sizes[0], stride: sizes[1], padding: sizes[2])
        try expect(&layer, as: fixture, place)
        #expect(try fixture("\(place)/output").shape.dropFirst() == self.shape(layer.output))
      } else {
        var layer = ReferenceAveragePool(input: shape, kernel: sizes[0], stride: sizes[1], padding: sizes[2])
        try expect(&layer, as: fixture, place)
        #expect(try fixture("\(place)/output").shape.dropFirst() == self.shape(layer.output))
      }
    }
  }

  @Test func `batch norm over pictures as in PyTorch`() throws {
    let fixture = try Fixtures.layers()
    let shape = try input(fixture, "norm")
    var layer = ReferenceBatchNorm(features: shape.channels, positions: shape.positions)
    layer.parameters = [
      "norm.weight": try fixture("norm/weight").values, "norm.bias": try fixture("norm/bias").values,
    ]
    try expect(&layer, as: fixture, "norm")
    for name in ["running_mean", "running_var"] {
      expectClose(
        layer.statistics["norm.\(name)"]!, try fixture("norm/\(name)").values, relative: 1e-12, name)
    }
    let evaluation = layer.forward(try fixture("norm/x").values, samples: 2, training: false)
    expectClose(evaluation, try fixture("norm/evaluation").values, relative: 1e-12, "evaluation")
  }

  private func expect(_ layer: inout some ReferenceLayer, as fixture: TensorFile, _ place: String) throws {
    let output = layer.forward(try fixture("\(place)/x").values, samples: 2, training: true)
    expectClose(output, try fixture("\(place)/output").values, relative: 1e-12, "\(place) output")
    let signal = try fixture("\(place)/signal").values
    for (key, gradient) in layer.parameterGradients(signal) {
      let name = key.split(separator: ".").last!
      expectClose(
        gradient, try fixture("\(place)/gradient/\(name)").values, relative: 1e-12, "\(place) \(key)")
    }
    expectClose(
      layer.inputGradient(signal, feedback: nil), try fixture("\(place)/gradient/x").values, relative: 1e-12,
      "\(place) x")
  }

  private func input(_ fixture: TensorFile, _ place: String) throws -> ReferenceShape {
    let shape = try fixture("\(place)/x").shape
    return ReferenceShape(channels: shape[1], height: shape[2], width: shape[3])
  }

  private func shape(_ shape: ReferenceShape) -> ArraySlice<Int> {
    [shape.channels, shape.height, shape.width]
  }
}
