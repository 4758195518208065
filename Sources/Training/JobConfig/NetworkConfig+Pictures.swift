import Datasets
import Files
import Learning

extension NetworkConfig {
  /// The longest label, in characters: it is a part of names and the head of columns.
  static let longestLabel = 100

  /// As the tables show it. Where that is too long, equal neighbours are counted, `23xconv32k3-fc10`, and where that is
  /// still too long its end gives way to a checksum, which tells it from others that begin alike.
  package var label: String {
    let whole = architecture.label
    guard whole.utf8.count > Self.longestLabel else { return whole }
    var groups: [(label: Substring, count: Int)] = []
    for label in whole.split(separator: "-") {
      if groups.last?.label == label {
        groups[groups.count - 1].count += 1
      } else {
        groups.append((label, 1))
      }
    }
    let counted = groups.map { $0.count == 1 ? "\($0.label)" : "\($0.count)x\($0.label)" }
      .joined(separator: "-")
    guard counted.utf8.count > Self.longestLabel else { return counted }
    var sum = CRC32()
    Array(whole.utf8).withUnsafeBytes { sum.add($0) }
    return counted.prefix(Self.longestLabel - 9) + "…" + String(decoding: sum.digits, as: UTF8.self)
  }

  /// The network for pictures of a shape, after making sure that it is possible.
  ///
  /// - Parameters:
  ///   - classes: that the pictures are of.
  ///   - wholeClasses: of the set that they are a part of; a list of blocks may have outputs for all of them.
  /// - Throws: ``NetworkError``.
  package func spec(
    pictures: SampleShape, classes: Int, wholeClasses: Int? = nil
  ) throws(NetworkError) -> NetworkSpec {
    let spec = spec(input: [pictures.channels, pictures.height, pictures.width], classes: classes)
    try spec.shapes(classes: spec.classes == wholeClasses ? spec.classes : classes)
    return spec
  }
}
