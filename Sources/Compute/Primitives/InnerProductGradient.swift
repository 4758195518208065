/// dW and db of a linear layer in f32, into weights that lie in blocks.
///
///     dW[o, i] = Σ_n dZ[n, o] X[n, i]        db[o] = Σ_n dZ[n, o]
///
/// A block of weights, 16 inputs by up to 64 outputs, is a sum of outer products of a few numbers of X with vectors of dZ.
/// oneDNN's kernel is as fast, but its threads wait for each other in the middle, spinning: where another process has one's
/// core, that costs whole slices of the scheduler, 3 ms each. Here nobody waits before the end, and each block is summed by
/// one thread, sample by sample, so that the number of threads does not change a bit.
final class InnerProductGradient: Operation {
  private typealias Tile = ProductTile<8>

  private let input: Tensor
  private let outputGradient: Tensor
  private let weightGradient: Tensor
  private let biasGradient: Tensor
  private let shape: Shape
  /// X as (blocks, N, 16), zeros where the inputs have run out: a block's numbers lie one behind the other, not each on a
  /// page of its own.
  private let packedInput: Tensor
  /// Of each worker: the outputs of a block, sample by sample.
  private let packedOutputs: Tensor
  private lazy var packing = ParallelLoop(of: shape.columns, grain: 4, threads: threads) {
    [unowned self] columns, _ in
    for column in columns { pack(column) }
  }
  private lazy var loop = ParallelLoop(of: shape.blocks, grain: 1, threads: threads) {
    [unowned self] blocks, worker in run(blocks, worker)
  }
  private let threads: Int
  let products: [Product]

  private struct Shape {
    /// Samples whose outputs of a block stay in the nearest cache while its inputs pass.
    static let chunk = 128
    static let inputsOfBlock = 2 * Tile.rows

    let samples: Int
    let inputs: Int
    let outputs: Int
    /// Outputs of a block, a multiple of 16.
    let width: Int
    /// Blocks along the inputs, and in all.
    let columns: Int
    let blocks: Int
    /// Numbers from a block to the next along the outputs and along the inputs.
    let outputStride: Int
    let inputStride: Int
  }

  /// - Returns: nil where oneDNN's kernel is to be taken: in another precision than f32, and where weights lie in other
  ///   blocks.
  init?(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor,
    floatingPointOperations: Int, on device: Device
  ) throws {
    let (samples, inputs) = (input.layout.shape[0], input.layout.shape[1])
    let outputs = outputGradient.layout.shape[1]
    let blocks = weightGradient.layout.blocks
    guard input.precision == .f32, outputGradient.precision == .f32, input.layout.isRowMajor,
      outputGradient.layout.isRowMajor, blocks.count == 2, blocks[0] == (1, Shape.inputsOfBlock),
      blocks[1].axis == 0, blocks[1].size % Vector.scalarCount == 0
    else { return nil }
    let (width, columns) = (blocks[1].size, (inputs + blocks[0].size - 1) / blocks[0].size)
    let strides = weightGradient.layout.strides
    shape = Shape(
      samples: samples, inputs: inputs, outputs: outputs, width: width, columns: columns,
      blocks: (outputs + width - 1) / width * columns, outputStride: strides[0], inputStride: strides[1])
    self.input = input
    self.outputGradient = outputGradient
    self.weightGradient = weightGradient
    self.biasGradient = biasGradient
    products = [
      Product(
        "the weight gradient of an inner product of \(input.layout.shape) with \(weightGradient.layout.shape)",
        floatingPointOperations: floatingPointOperations)
    ]
    threads = device.threads
    packedInput = try Tensor(shape: [columns, samples, Shape.inputsOfBlock], on: device)
    packedOutputs = try Tensor(shape: [threads, samples, width], on: device)
  }

  func run() throws {
    packing.run()
    loop.run()
  }

  private func run(_ blocks: Range<Int>, _ worker: Int) {
    let shape = shape
    let outputs = packedOutputs.elements.baseAddress! + worker * shape.samples * shape.width
    var packedRow = -1
    for block in blocks {
      let (row, column) = (block / shape.columns, block % shape.columns)
      if row != packedRow {
        pack(row, into: outputs)
        packedRow = row
        if column == 0 { sumBias(row, outputs) }
      }
      let x = packedInput.elements.baseAddress! + column * shape.samples * Shape.inputsOfBlock
      let sums =
        weightGradient.elements.baseAddress! + row * shape.outputStride + column * shape.inputStride
      for start in stride(from: 0, to: shape.samples, by: Shape.chunk) {
        add(start..<min(start + Shape.chunk, shape.samples), outputs, x, to: sums)
      }
    }
  }

  /// The outputs of a block, and zeros where they have run out: rows that lie far apart would push each other out of the
  /// cache.
  private func pack(_ row: Int, into packed: UnsafeMutablePointer<Float>) {
    let (width, first) = (shape.width, row * shape.width)
    let count = min(width, shape.outputs - first)
    var source = outputGradient.elements.baseAddress! + first
    var target = packed
    for _ in 0..<shape.samples {
      target.update(from: source, count: count)
      if count < width { (target + count).update(repeating: 0, count: width - count) }
      source += shape.outputs
      target += width
    }
  }

  private func pack(_ column: Int) {
    let (size, first) = (Shape.inputsOfBlock, column * Shape.inputsOfBlock)
    let count = min(size, shape.inputs - first)
    var source = UnsafePointer(input.elements.baseAddress! + first)
    var target = packedInput.elements.baseAddress! + column * shape.samples * size
    for _ in 0..<shape.samples {
      if count == size {
        target.store(source.vector(at: 0), at: 0)
      } else {
        // What is behind them stays 0 from the first time.
        target.update(from: source, count: count)
      }
      source += shape.inputs
      target += size
    }
  }

  private func sumBias(_ row: Int, _ packed: UnsafeMutablePointer<Float>) {
    let (width, first) = (shape.width, row * shape.width)
    for lane in 0..<min(width, shape.outputs - first) {
      var sum: Float = 0
      for sample in 0..<shape.samples { sum += packed[sample * width + lane] }
      biasGradient.elements[first + lane] = sum
    }
  }

  /// - Parameters:
  ///   - samples: the first ones begin the sums.
  ///   - x: the inputs of the block, sample by sample.
  @inline(__always)
  private func add(
    _ samples: Range<Int>, _ outputs: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    to sums: UnsafeMutablePointer<Float>
  ) {
    let (width, lanes, pitch) = (shape.width, Vector.scalarCount, Shape.inputsOfBlock)
    let pairs = width / (2 * lanes) * 2 * lanes
    let half = Tile.rows * width
    for output in stride(from: 0, to: pairs, by: 2 * lanes) {
      for row in 0..<2 {
        let place = sums + output + row * half
        var tile = samples.lowerBound == 0 ? Tile() : Tile(from: place, pitch: width)
        var gradient = outputs + samples.lowerBound * width + output
        var numbers = x + samples.lowerBound * pitch + row * Tile.rows
        for _ in samples {
          tile.add(gradient.vector(at: 0), gradient.vector(at: lanes), numbers)
          gradient += width
          numbers += pitch
        }
        tile.store(to: place, pitch: width)
      }
    }
    guard pairs < width else { return }
    let place = sums + pairs
    var tile = samples.lowerBound == 0 ? Tile() : Tile(from: place, pitch: width, second: half)
    var gradient = outputs + samples.lowerBound * width + pairs
    var numbers = x + samples.lowerBound * pitch
    for _ in samples {
      tile.add(gradient.vector(at: 0), numbers, numbers + Tile.rows)
      gradient += width
      numbers += pitch
    }
    tile.store(to: place, pitch: width, second: half)
  }
}
