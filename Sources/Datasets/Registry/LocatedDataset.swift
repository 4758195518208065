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
