import Foundation

/// What is in the folders of a dataset, without what systems and file managers leave there.
enum FolderContents {
  /// Names that such programs use, in lower case: Windows's, a NAS's, and that of a zip file packed on a Mac.
  private static let litter: Set<String> = ["thumbs.db", "desktop.ini", "@eadir", "__macosx"]

  /// Whether a name says that somebody put it there who knows nothing of the dataset. Hidden files are among it: a
  /// Mac keeps beside `n01_0.JPEG` on a foreign disk a `._n01_0.JPEG`, which is no picture.
  static func isLitter(_ name: String) -> Bool {
    name.hasPrefix(".") || litter.contains(name.lowercased())
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, without litter, sorted by their bytes.
  ///
  /// - Throws: ``DatasetError`` if there is no such folder or it cannot be listed.
  static func names(in folder: String) throws(DatasetError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !isLitter($0) }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      if access(folder, F_OK) != 0 { throw .missing(path: folder, expected: "a folder") }
      throw .unreadable(path: folder, reason: error.localizedDescription)
    }
  }

  /// The names of the JPEG files in a folder, as ``names(in:)`` has them; none if there is no such folder.
  static func pictures(in folder: String) throws(DatasetError) -> [String] {
    guard isFolder(folder) else { return [] }
    return try names(in: folder).filter { name in
      let name = name.lowercased()
      return name.hasSuffix(".jpeg") || name.hasSuffix(".jpg")
    }
  }

  /// The names of the folders in a folder, as ``names(in:)`` has them.
  static func folders(in folder: String) throws(DatasetError) -> [String] {
    try names(in: folder).filter { isFolder("\(folder)/\($0)") }
  }
}
