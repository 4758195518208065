import Foundation

/// One file or folder of a data set, under the names that it goes by.
package struct DatasetFile: Sendable {
  /// What is looked for under the name.
  package enum Kind: Sendable {
    /// A file, which may be packed with gzip and then ends in `.gz`.
    case file
    /// A file that has just this name, because it is packed already or never is.
    case archive
    /// A folder, whose contents the reader looks after.
    case folder
  }

  /// The usual name, without `.gz`.
  package let name: String
  /// Names that some mirrors use, without `.gz`.
  package let otherNames: [String]
  package let kind: Kind

  package init(_ name: String, otherNames: [String] = [], kind: Kind = .file) {
    self.name = name
    self.otherNames = otherNames
    self.kind = kind
  }

  /// The file's path in `folder`, or nil. Unpacked goes before packed, because it loads faster. Some programs unpack
  /// `NAME.gz` into a folder `NAME` that holds the file `NAME`.
  func path(in folder: String) -> String? {
    let names = [name] + otherNames
    return (kind == .file ? names + names.map { "\($0)/\($0)" } + names.map { $0 + ".gz" } : names)
      .map { (folder as NSString).appendingPathComponent($0) }
      .first(where: isThere)
  }

  /// A folder or a pipe of a file's name is not the file: reading from a pipe could wait for ever.
  private func isThere(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
      && status.st_mode & S_IFMT == (kind == .folder ? S_IFDIR : S_IFREG)
  }
}
