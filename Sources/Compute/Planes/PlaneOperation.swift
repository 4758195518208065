/// An operation that can be done plane by plane, each a few dozen kilobytes.
///
/// A step of a network is bound by memory as much as by arithmetic. Neighbours of this kind therefore run as one: what
/// the first writes is still in the cache when the second reads it.
protocol PlaneOperation: Operation {
  /// The planes that it goes over.
  var planes: Planes { get }
  var threads: Int { get }
  /// Whether a piece needs no more of the operation before than the same piece of it.
  var isLocal: Bool { get }
  /// Runs before the first piece, on one thread.
  func prepare()
  /// The planes of one group of blocks of the samples of one part. Pieces run at the same time and in any order.
  func run(part: Int, group: Int)
  /// Runs after the last piece, on one thread.
  func finish()
}

extension PlaneOperation {
  func prepare() {}
  func finish() {}

  package func run() { PlaneSequence([self]).run() }
}

/// One over numbers that are kept in one precision or the other.
protocol ElementwisePlaneOperation: PlaneOperation {
  var precision: Precision { get }
  /// As ``PlaneOperation/run(part:group:)``.
  func run<E: Element>(_ part: Int, _ group: Int, _ element: E.Type)
}

extension ElementwisePlaneOperation {
  // The type of the numbers has to be known where the loops are compiled: a vector is then one instruction.
  @inline(__always)
  func run(part: Int, group: Int) {
    precision == .f32 ? run(part, group, Float.self) : run(part, group, BFloat16.self)
  }
}

/// Plane operations, one after the other on each piece.
final class PlaneSequence: Operation {
  private let operations: [any PlaneOperation]
  private let pieces: ParallelLoop

  /// - Precondition: at least one, all over the same planes.
  init(_ operations: [any PlaneOperation]) {
    self.operations = operations
    let planes = operations[0].planes
    pieces = ParallelLoop(of: planes.parts * planes.groups, grain: 1, threads: operations[0].threads) {
      range, _ in
      for piece in range {
        for operation in operations {
          operation.run(part: piece / planes.groups, group: piece % planes.groups)
        }
      }
    }
  }

  func run() {
    for operation in operations { operation.prepare() }
    pieces.run()
    for operation in operations { operation.finish() }
  }

  /// The same operations, with neighbours that go over the same planes made one where each piece stands for itself.
  static func fusing(_ operations: [any Operation]) -> [any Operation] {
    var result: [any Operation] = []
    var open: [any PlaneOperation] = []
    func close() {
      if !open.isEmpty { result.append(PlaneSequence(open)) }
      open = []
    }
    for operation in operations {
      if let operation = operation as? any PlaneOperation {
        if !operation.isLocal || open.last.map({ $0.planes != operation.planes }) == true { close() }
        open.append(operation)
      } else {
        close()
        result.append(operation)
      }
    }
    close()
    return result
  }
}
