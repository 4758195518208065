/// A data set whose files are there, not yet read.
package struct LocatedDataset: Sendable {
  package let descriptor: DatasetDescriptor
  /// In which of the reader's ways it lies there.
  package let layout: DatasetLayout
  /// The paths of the layout's files, in its order; of an archive, its own path alone.
  package let paths: [String]
  /// The folder that holds the files, or the archive. Two data sets never share one.
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

  /// How many classes there are, by the files where they say so.
  ///
  /// - Throws: ``DatasetError`` if those files are damaged.
  package func classes() throws(DatasetError) -> Int { try descriptor.reader.classes(self) }

  /// Reads and checks every byte.
  ///
  /// - Throws: ``DatasetError`` that names the file at fault.
  package func load() throws(DatasetError) -> Dataset {
    let (train, test) = try descriptor.reader.read(self)
    return try Dataset(name: descriptor.name, classes: classes(), train: train, test: test)
  }
}
