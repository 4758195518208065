import Foundation

/// A folder of its own for one test, gone with its last reference.
package final class ScratchFolder: Sendable {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "scratch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  package func path(_ name: String) -> String { url.appending(path: name).path }

  @discardableResult
  package func write(_ bytes: Data, to name: String = "file.safetensors") throws -> String {
    try bytes.write(to: url.appending(path: name))
    return path(name)
  }

  /// Names in the folder, hidden ones too, sorted.
  package func names(in folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }

  /// A safetensors file with the given header, its length set right.
  package static func safetensors(_ header: String, _ numbers: [UInt8] = []) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(numbers)
  }
}
