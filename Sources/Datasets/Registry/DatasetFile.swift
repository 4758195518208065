import Foundation

/// One file of a data set, under the names that it goes by.
package struct DatasetFile: Sendable {
  /// The usual name, without `.gz`.
  package let name: String
  /// Names that some mirrors use, without `.gz`.
  package let otherNames: [String]

  package init(_ name: String, otherNames: [String] = []) {
    self.name = name
    self.otherNames = otherNames
  }

  /// The file's path in `folder`, or nil. Unpacked goes before packed, because it loads faster.
  func path(in folder: String) -> String? {
    let names = [name] + otherNames
    return (names + names.map { $0 + ".gz" })
      .map { (folder as NSString).appendingPathComponent($0) }
      .first(where: Self.isFile)
  }

  /// A folder or a pipe of that name is not the file: reading from a pipe could wait for ever.
  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
