import Compute
import Testing

@Suite struct TensorTests {
  private let device: Device

  init() throws { device = try Device(threads: 1) }

  @Test func `values survive the way into a blocked layout and back`() throws {
    let product = try InnerProduct(input: Layout([50, 70]), outputs: 33, on: device)
    let tensor = try Tensor(product.weightLayout, on: device)
    let values = (0..<33 * 70).map { Float($0) }
    try tensor.assign(values, on: device)
    #expect(try tensor.values(on: device) == values)
    // Where the processor has wide registers the order inside is another, and padded with zeros.
    #expect(tensor.elements.reduce(0, +) == values.reduce(0, +))
  }

  @Test func `a tensor starts at zero and keeps its shape`() throws {
    let tensor = try Tensor(shape: [3, 4, 5], on: device)
    #expect(tensor.layout.shape == [3, 4, 5])
    #expect(tensor.layout.count == 60)
    #expect(try tensor.values(on: device) == [Float](repeating: 0, count: 60))
  }

  @Test func `as a matrix it is the same memory`() throws {
    let tensor = try Tensor(shape: [2, 3, 4], on: device)
    let matrix = try tensor.asMatrix(on: device)
    #expect(matrix.layout.shape == [2, 12])
    matrix.elements[13] = 7
    #expect(tensor.elements[13] == 7)
  }

  @Test func `a strided layout reads the transpose`() throws {
    let tensor = try Tensor(shape: [2, 3], on: device)
    try tensor.assign([1, 2, 3, 4, 5, 6], on: device)
    let transposed = try tensor.viewed(as: Layout([3, 2], strides: [1, 3]), on: device)
    #expect(try transposed.values(on: device) == [1, 4, 2, 5, 3, 6])
  }
}
