/// A data set whose files are there, not yet read.
package struct LocatedDataset: Sendable {
  package let descriptor: DatasetDescriptor
  /// The folder that holds the files.
  package let folder: String
  /// The files' paths, in the order of the reader's `files`.
  package let paths: [String]

  /// How many samples the headers count, without reading the pictures.
  ///
  /// - Throws: ``DatasetError`` if a header is damaged.
  package func counts() throws(DatasetError) -> (train: Int, test: Int) {
    try descriptor.reader.counts(self)
  }

  /// Reads and checks every byte.
  ///
  /// - Throws: ``DatasetError`` that names the file at fault.
  package func load() throws(DatasetError) -> Dataset {
    let (train, test) = try descriptor.reader.read(self)
    return Dataset(name: descriptor.name, classes: descriptor.classes, train: train, test: test)
  }
}
