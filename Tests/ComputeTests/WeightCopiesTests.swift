import COneDNN
import TestSupport
import Testing

@testable import Compute

/// Copies of a tensor that learns, in the forms in which products read it.
@Suite struct WeightCopiesTests {
  private let device: Device
  private var random = SeededGenerator(seed: 1)

  init() throws { device = try Device(threads: 2) }

  /// The blocks in which weights lie for products of bf16, on matrix tiles and in AVX-512 alone; and without blocks.
  private static let forms: [(from: dnnl_format_tag_t, to: dnnl_format_tag_t)] = [
    (dnnl_AB16b16a, dnnl_AB16b16a2b), (dnnl_AB16b32a, dnnl_AB16b32a2b), (dnnl_AB16b64a, dnnl_AB16b64a2b),
    (dnnl_AB16b16a, dnnl_AB8b16a2b), (dnnl_AB16b32a, dnnl_AB8b32a2b), (dnnl_AB16b64a, dnnl_AB8b64a2b),
    (dnnl_ab, dnnl_ab), (dnnl_ba, dnnl_ba),
  ]

  private func layout(_ shape: [Int], _ tag: dnnl_format_tag_t, _ precision: Precision) -> Layout {
    var descriptor = dnnl_memory_desc_t()
    let status = dnnl_memory_desc_init_by_tag(
      &descriptor, Int32(shape.count), shape.map(Int64.init), precision.dataType, tag)
    precondition(status == dnnl_success)
    return Layout(descriptor: descriptor)
  }

  private mutating func numbers(_ count: Int) -> [Float] {
    random.uniform(-3, 3, count: count).map { Float($0) }
  }

  /// Every bit, padding included. (Handed to `#expect` as arrays, a failure would look for the shortest difference of
  /// 200,000 numbers, for hours.)
  private func expectSame(
    _ copy: Tensor, _ expected: Tensor, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func bits(of tensor: Tensor) -> UnsafeBufferPointer<UInt16> {
      let start = UnsafeRawPointer(tensor.start(of: BFloat16.self)).assumingMemoryBound(to: UInt16.self)
      return UnsafeBufferPointer(start: start, count: tensor.layout.byteCount / 2)
    }
    #expect(copy.layout == expected.layout, sourceLocation: sourceLocation)
    let different = zip(bits(of: copy), bits(of: expected)).count { $0 != $1 }
    #expect(different == 0, "numbers of \(copy.layout.shape) that differ", sourceLocation: sourceLocation)
  }

  /// Inputs and outputs that fill no block, blocks that fill no block of the copy, and more than a pass takes at once.
  @Test(arguments: forms.indices, [[5, 3], [64, 16], [70, 784], [200, 1000]])
  mutating func `what a pass writes is what a conversion gives`(form: Int, shape: [Int]) throws {
    let (from, to) = (
      layout(shape, Self.forms[form].from, .f32), layout(shape, Self.forms[form].to, .bf16)
    )
    let weight = try Tensor(learning: from, on: device)
    let copies = try #require(weight.copies)
    let copy = try copies.copy(of: weight, as: to, on: device)
    try copy.run()
    let changed = try Tensor(from, on: device)
    try changed.assign(numbers(changed.layout.count), on: device)
    _ = weight.elements.update(from: changed.elements)
    let writes = copies.beginPass()
    #expect(writes, "no part of it can be written by itself")
    ParallelLoop(of: weight.elements.count, grain: 2048, threads: 2) { range, _ in copies.write(range) }.run()

    let expected = try Tensor(to, on: device)
    try Reorder(from: changed, to: expected, on: device).run()
    expectSame(copy.tensor, expected)
    #expect(copies.bytesOfPass == to.byteCount)
    // It is up to date: asked for again, it is not converted.
    weight.elements.update(repeating: 0)
    try copy.run()
    expectSame(copy.tensor, expected)
  }

  @Test mutating func `a copy that nothing asks for is not written, and is right when asked for`() throws {
    let from = layout([64, 32], dnnl_AB16b64a, .f32)
    let weight = try Tensor(learning: from, on: device)
    let copies = try #require(weight.copies)
    let copy = try copies.copy(of: weight, as: layout([64, 32], dnnl_AB16b64a2b, .bf16), on: device)
    try copy.run()
    for (pass, isWritten) in [true, false, false].enumerated() {
      try weight.withoutCopies(on: device).assign(numbers(weight.layout.count), on: device)
      let writes = copies.beginPass()
      #expect(writes == isWritten, "pass \(pass)")
      if writes { copies.write(0..<weight.elements.count) }
    }
    try copy.run()
    let expected = try Tensor(copy.tensor.layout, on: device)
    try Reorder(from: weight, to: expected, on: device).run()
    expectSame(copy.tensor, expected)
  }

  @Test mutating func `weights that are assigned reach all their copies`() throws {
    // Two products that want the weights in blocks, and weights that lie in rows.
    let weight = try Tensor(learning: Layout([70, 33]), on: device)
    let x = try Tensor(shape: [8, 33], on: device)
    let z = try Tensor(shape: [8, 70], on: device)
    let bias = try Tensor(shape: [70], on: device)
    try x.assign(numbers(x.layout.count), on: device)
    let product = try InnerProduct(input: x.layout, outputs: 70, on: device)
    try #require(product.weightLayout != weight.layout)
    let operation = try product.forward(input: x, weight: weight, bias: bias, output: z)
    for _ in 0..<2 {
      let values = numbers(weight.layout.count)
      try weight.assign(values, on: device)
      try operation.run()
      let expected = ReferenceMatrix.timesTransposed(
        try x.values(on: device).map(Double.init), values.map(Double.init), inner: 33)
      expectClose(try z.values(on: device), expected, relative: 1e-5, absolute: 1e-5, "Z")
    }
  }
}
