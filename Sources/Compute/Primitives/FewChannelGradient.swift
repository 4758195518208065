/// dW and db of a convolution of pictures with few channels, such as a network's first.
///
///     dW[o, c, u, v] = Σ_{n, i, j} dZ[n, o, i, j] X[n, c, s·i + u − p, s·j + v − p]        db[o] = Σ_{n, i, j} dZ[n, o, i, j]
///
/// A row of a window is k·C numbers that lie one behind the other, channels last: each is multiplied with the vectors of dZ
/// at its place. oneDNN's kernel for pictures channels last takes 2.0 ms for 64 x 3 x 32 x 32 and 32 outputs on two cores,
/// half of it waiting for vectors of three numbers.
///
/// Sums are taken sample by sample in parts that do not depend on the number of threads.
final class FewChannelGradient: Operation {
  /// Nine numbers are a row of a window of 3 by 3 on three channels.
  private typealias Tile = ProductTile<9>

  private let input: Tensor
  private let outputGradient: Tensor
  private let biasGradient: Tensor
  private let window: Window
  private let shape: Shape
  /// Of each part: the sums of dW as (k, taps, O), then those of db.
  private let sums: Tensor
  /// Of each worker: a sample's picture with zeros around it.
  private let pictures: Tensor
  /// dW as (k, taps, O), taps being k·C and what rounds them up.
  private let total: Tensor
  private let delivery: Reorder
  private lazy var loop = ParallelLoop(of: shape.parts, grain: 1, threads: threads) {
    [unowned self] parts, worker in
    for part in parts {
      input.precision == .f32 ? run(part, worker, Float.self) : run(part, worker, BFloat16.self)
    }
  }
  private let threads: Int
  let products: [Product]

  private struct Shape {
    let samples: Int
    let channels: Int
    let height: Int
    let width: Int
    let outputs: Int
    let rows: Int
    let columns: Int
    /// k·C, rounded up to whole tiles.
    let taps: Int
    let parts: Int
    /// Numbers of a row of a picture with its zeros.
    let line: Int
    /// Numbers of such a picture, and room for a tile that begins in it.
    let picture: Int

    func samples(of part: Int) -> Range<Int> {
      samples * part / parts..<samples * (part + 1) / parts
    }
  }

  /// - Returns: nil where oneDNN's kernel is to be taken: pictures of many channels, outputs that fill no two vectors, and
  ///   bf16 where the processor has tiles for it.
  init?(
    input: Tensor, outputGradient: Tensor, weightGradient: Tensor, biasGradient: Tensor, window: Window,
    floatingPointOperations: Int, on device: Device
  ) throws {
    let (from, to) = (input.layout.shape, outputGradient.layout.shape)
    guard from[1] < Vector.scalarCount,
      input.precision == .f32 || !ProcessorFeatures.here.hasTiles, to[1] % (2 * Vector.scalarCount) == 0,
      input.layout == .channelsLast(from, input.precision), input.precision == outputGradient.precision,
      outputGradient.layout == .channelsLast(to, outputGradient.precision)
    else { return nil }
    let taps = (window.kernel * from[1] + Tile.rows - 1) / Tile.rows * Tile.rows
    let line = (from[3] + 2 * window.padding) * from[1]
    shape = Shape(
      samples: from[0], channels: from[1], height: from[2], width: from[3], outputs: to[1], rows: to[2],
      columns: to[3], taps: taps, parts: min(from[0], 32), line: line,
      picture: (from[2] + 2 * window.padding) * line + Tile.rows)
    self.input = input
    self.outputGradient = outputGradient
    self.biasGradient = biasGradient
    self.window = window
    products = [
      Product(
        "the weight gradient of a convolution of \(input.layout.shape) with \(weightGradient.layout.shape)",
        floatingPointOperations: floatingPointOperations)
    ]
    threads = device.threads
    sums = try Tensor(shape: [shape.parts, window.kernel * taps + 1, to[1]], on: device)
    pictures = try Tensor(shape: [threads, shape.picture], on: device)
    total = try Tensor(shape: [window.kernel, taps, to[1]], on: device)
    let view = Layout(
      [to[1], from[1], window.kernel, window.kernel],
      strides: [1, to[1], taps * to[1], from[1] * to[1]])
    delivery = try Reorder(from: total.viewed(as: view, on: device), to: weightGradient, on: device)
  }

  func run() throws {
    loop.run()
    let (sums, total, bias) = (sums.elements, total.elements, biasGradient.elements)
    let size = total.count + bias.count
    for i in total.indices {
      total[i] = (0..<shape.parts).reduce(0) { $0 + sums[$1 * size + i] }
    }
    for i in bias.indices {
      bias[i] = (0..<shape.parts).reduce(0) { $0 + sums[$1 * size + total.count + i] }
    }
    try delivery.run()
  }

  private func run<E: Element>(_ part: Int, _ worker: Int, _ element: E.Type) {
    let shape = shape
    let size = (window.kernel * shape.taps + 1) * shape.outputs
    let sums = sums.elements.baseAddress! + part * size
    sums.update(repeating: 0, count: size)
    let picture = pictures.elements.baseAddress! + worker * shape.picture
    for sample in shape.samples(of: part) {
      copy(sample, to: picture, element)
      let dz =
        UnsafePointer(outputGradient.start(of: E.self)) + sample * shape.rows * shape.columns * shape.outputs
      for row in 0..<shape.rows {
        addRow(
          dz + row * shape.columns * shape.outputs, picture + row * window.stride * shape.line, to: sums)
      }
    }
  }

  /// The zeros around it stay from the first time.
  private func copy<E: Element>(_ sample: Int, to picture: UnsafeMutablePointer<Float>, _ element: E.Type) {
    let count = shape.width * shape.channels
    let x = UnsafePointer(input.start(of: E.self)) + sample * shape.height * count
    for row in 0..<shape.height {
      let line = picture + (row + window.padding) * shape.line + window.padding * shape.channels
      for i in 0..<count { line[i] = x[row * count + i].number }
    }
  }

  /// One row of places, all of whose windows begin in one row of the picture.
  @inline(__always)
  private func addRow<E: Element>(
    _ dz: UnsafePointer<E>, _ x: UnsafeMutablePointer<Float>, to sums: UnsafeMutablePointer<Float>
  ) {
    let (outputs, lanes) = (shape.outputs, Vector.scalarCount)
    let pitch = window.stride * shape.channels
    let bias = sums + window.kernel * shape.taps * outputs
    for output in stride(from: 0, to: outputs, by: 2 * lanes) {
      var (bias0, bias1) = (bias.vector(at: output), bias.vector(at: output + lanes))
      for column in 0..<shape.columns {
        bias0 += dz.vector(at: column * outputs + output)
        bias1 += dz.vector(at: column * outputs + output + lanes)
      }
      bias.store(bias0, at: output)
      bias.store(bias1, at: output + lanes)
      for line in 0..<window.kernel {
        for tap in stride(from: 0, to: shape.taps, by: Tile.rows) {
          let place = sums + (line * shape.taps + tap) * outputs + output
          var tile = Tile(from: place, pitch: outputs)
          var numbers = UnsafePointer(x + line * shape.line + tap)
          var gradient = dz + output
          for _ in 0..<shape.columns {
            tile.add(gradient.vector(at: 0), gradient.vector(at: lanes), numbers)
            numbers += pitch
            gradient += outputs
          }
          tile.store(to: place, pitch: outputs)
        }
      }
    }
  }
}
