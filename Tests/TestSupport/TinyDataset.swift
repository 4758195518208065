import Foundation

/// A folder with a small `mnist` in it, in the files' real format: 28x28 pictures of ten classes that a network can
/// tell apart, each a bright bar at its class's height over noise.
package final class TinyDataset: Sendable {
  /// What `--datasets` takes.
  package let root: URL

  /// - Throws: when the temporary folder cannot be written.
  package init(training: Int = 200, test: Int = 50) throws {
    root = FileManager.default.temporaryDirectory.appending(path: "tiny-\(UUID().uuidString)")
    let folder = root.appending(path: "mnist")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var random = SeededGenerator(seed: 1)
    for (name, count) in [("train", training), ("t10k", test)] {
      let labels = (0..<count).map { UInt8($0 % 10) }
      var images: [UInt8] = []
      for label in labels {
        let bar = Int(label) * 2 + 4
        for row in 0..<28 {
          for _ in 0..<28 {
            let noise = UInt8(truncatingIfNeeded: random.next() >> 58)
            images.append(row == bar || row == bar + 1 ? 200 + noise / 2 : noise)
          }
        }
      }
      try Self.idx(dimensions: [count, 28, 28], images)
        .write(to: folder.appending(path: "\(name)-images-idx3-ubyte"))
      try Self.idx(dimensions: [count], labels).write(to: folder.appending(path: "\(name)-labels-idx1-ubyte"))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Two zeros, 8 for bytes, the number of dimensions, each dimension as 32 bits, the bytes.
  private static func idx(dimensions: [Int], _ bytes: [UInt8]) -> Data {
    var data = Data([0, 0, 8, UInt8(dimensions.count)])
    for dimension in dimensions {
      withUnsafeBytes(of: UInt32(dimension).bigEndian) { data.append(contentsOf: $0) }
    }
    return data + bytes
  }
}
