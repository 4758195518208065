import Foundation

/// One of the ways in which a dataset may lie below a root, which is a folder that holds a folder per dataset.
///
/// Each folder may hold another of its own name that has the files: so archives are unpacked into a folder that is
/// named after them.
package enum DatasetLayout: Sendable {
  /// All of `files` in the folder `<root>/NAME`, or in the folder at the path `subfolder` in there.
  case folder(_ files: [DatasetFile], subfolder: String? = nil)
  /// All of `files` in the folder at this path in `<root>` itself, beside the datasets' own folders.
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
  ///   - own: the dataset's folder, `<root>/NAME`.
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

/// One file or folder of a dataset, under the names that it goes by.
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

/// A dataset whose files are there, not yet read.
package struct LocatedDataset: Sendable {
  package let descriptor: DatasetDescriptor
  /// In which of the reader's ways it lies there.
  package let layout: DatasetLayout
  /// The paths of the layout's files, in its order; of an archive, its own path alone.
  package let paths: [String]
  /// The folder that holds the files, or the archive. Two datasets never share one.
  package let place: String
  /// Where a reader may keep what it worked out of the files, if it cannot do so beside them; nil for nowhere.
  package var cacheFolder: String?

  init(descriptor: DatasetDescriptor, layout: DatasetLayout, folder: String, paths: [String]) {
    self.descriptor = descriptor
    self.layout = layout
    self.paths = paths
    place = if case .archive = layout { paths[0] } else { folder }
  }

  /// How many samples the headers or sizes count, without reading the pictures.
  ///
  /// - Throws: ``DatasetError`` if a header or a size is damaged.
  package func counts() throws(DatasetError) -> (train: Int, test: Int) {
    try descriptor.reader.counts(self)
  }

  /// The descriptor, with the shape and the number of classes that the files have.
  ///
  /// - Throws: ``DatasetError`` if the files that say so are damaged.
  package func described() throws(DatasetError) -> DatasetDescriptor { try descriptor.reader.described(self) }

  /// Reads and checks every byte.
  ///
  /// - Throws: ``DatasetError`` that names the file at fault.
  package func load() throws(DatasetError) -> Dataset {
    let described = try described()
    let (train, test) = try descriptor.reader.read(self)
    return Dataset(
      name: descriptor.name, classes: described.classes, wholeClasses: described.wholeClasses, train: train,
      test: test)
  }
}
