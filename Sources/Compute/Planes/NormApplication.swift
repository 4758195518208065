/// y from x, with the statistics that are there.
final class NormApplication: ElementwisePlaneOperation {
  private let norm: PlaneNorm
  private let input: Tensor
  private let output: Tensor

  init(_ norm: PlaneNorm, from input: Tensor, to output: Tensor) {
    self.norm = norm
    self.input = input
    self.output = output
  }

  var planes: Planes { norm.planes }
  var threads: Int { norm.threads }
  var precision: Precision { input.precision }
  /// The statistics are those of all samples.
  var isLocal: Bool { false }

  func prepare() { norm.setFactors() }

  func run<E: Element>(_ part: Int, _ block: Int, _ element: E.Type) {
    let (x, y) = (UnsafePointer(input.start(of: E.self)), output.start(of: E.self))
    let (planes, row) = (planes, norm.row(block))
    for sample in planes.samples(of: part) {
      let offset = planes.offset(sample: sample, block: block)
      row.normalise(x, offset..<offset + planes.positions * Planes.lanes, into: y)
    }
  }
}
