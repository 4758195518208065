/// The forms in which products read a tensor that learns: its numbers in another order, or in another precision.
///
/// Each form is made once, however many products want it, and is converted anew only where the numbers have changed. A
/// large matrix is too much for any cache: to convert it when a product asks for it is to read it from memory once more.
/// So an optimizer writes the forms in use along with the numbers, part by part, while these are in the nearest cache.
package final class WeightCopies {
  private var copies: [WeightCopy] = []
  /// Those that the pass under way writes.
  private var written: [WeightCopy.Writer] = []
  /// Bytes that the last pass wrote besides the numbers themselves.
  package private(set) var bytesOfPass = 0

  init() {}

  /// - Parameters:
  ///   - source: the tensor itself, or a view of all its numbers.
  ///   - layout: of the copy.
  func copy(of source: Tensor, as layout: Layout, on device: Device) throws -> WeightCopy {
    if let known = copies.first(where: { $0.tensor.layout == layout && $0.source.layout == source.layout }) {
      return known
    }
    let made = try WeightCopy(of: source, as: layout, on: device)
    copies.append(made)
    written.reserveCapacity(copies.count)
    return made
  }

  /// Says that the numbers have changed: no copy is right any more.
  package func invalidate() {
    for copy in copies { copy.invalidate() }
  }

  /// Begins a pass that changes all numbers.
  ///
  /// - Returns: whether there are copies to be written by ``write(_:)``.
  package func beginPass() -> Bool {
    written.removeAll(keepingCapacity: true)
    bytesOfPass = 0
    for copy in copies {
      guard let writer = copy.beginPass() else { continue }
      written.append(writer)
      bytesOfPass += copy.byteCount
    }
    return !written.isEmpty
  }

  /// Writes what belongs to numbers that have just been changed. Threads may write different parts at the same time.
  ///
  /// - Parameter range: of the numbers in physical order; it begins and ends at a multiple of 128, or at the end of all.
  package func write(_ range: Range<Int>) {
    for writer in written { writer.write(range) }
  }
}

extension Tensor {
  /// The same numbers in another layout.
  ///
  /// - Returns: where they are, and what brings them up to date.
  func copied(as layout: Layout, on device: Device) throws -> (copy: Tensor, update: any Operation) {
    if let copies {
      let copy = try copies.copy(of: self, as: layout, on: device)
      return (copy.tensor, copy)
    }
    let copy = try Tensor(layout, on: device)
    return (copy, try Reorder(from: self, to: copy, on: device))
  }
}
