import Foundation

/// One of the ways in which a data set may lie below a root, which is a folder that holds a folder per data set.
///
/// Each folder may hold another of its own name that has the files: so archives are unpacked into a folder that is
/// named after them.
package enum DatasetLayout: Sendable {
  /// All of `files` in the folder `<root>/NAME`, or in the folder at the path `subfolder` in there.
  case folder(_ files: [DatasetFile], subfolder: String? = nil)
  /// All of `files` in the folder at this path in `<root>` itself, beside the data sets' own folders.
  case beside(_ files: [DatasetFile], folder: String)
  /// One archive of this name, in `<root>/NAME` or else in `<root>` itself.
  case archive(String)

  /// What has to be there, all of it in the same folder.
  var files: [DatasetFile] {
    switch self {
    case .folder(let files, _), .beside(let files, _): files
    case .archive(let name): [DatasetFile(name, kind: .archive)]
    }
  }

  /// The folders that the files may be in, best first.
  ///
  /// - Parameters:
  ///   - own: the data set's folder, `<root>/NAME`.
  ///   - root: the folder that it is in.
  func folders(own: String, root: String) -> [String] {
    switch self {
    case .folder(_, let subfolder?): Self.nested((own as NSString).appendingPathComponent(subfolder))
    case .folder: Self.nested(own)
    case .beside(_, let name): Self.nested((root as NSString).appendingPathComponent(name))
    case .archive: [own, root]
    }
  }

  /// A folder, and the one of the same name in it.
  private static func nested(_ folder: String) -> [String] {
    let folder = folder as NSString
    return [folder as String, folder.appendingPathComponent(folder.lastPathComponent)]
  }

  /// Says why `folder` does not have it.
  func problem(missing names: [String]) -> String {
    let list = "lacks " + names.joined(separator: ", ")
    let packable = files.contains { $0.kind == .file && names.contains($0.name) }
    return packable ? list + " (or the same with .gz)" : list
  }
}
