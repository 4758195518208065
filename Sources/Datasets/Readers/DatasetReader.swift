/// Reads one file format.
package protocol DatasetReader: Sendable {
  /// The ways in which a dataset of this format may lie in a root, best first; at least one.
  var layouts: [DatasetLayout] { get }

  /// Paths, in the set's own folder or in a root, of a version of the dataset that is not read, and what to say of it.
  var unreadVersion: (paths: [String], problem: String)? { get }

  /// What there is to be trained on: the registered descriptor with the shape and the number of classes that the
  /// files have, without the pictures being read. The one place that they come from, before a run and in it.
  func described(_ located: LocatedDataset) throws(DatasetError) -> DatasetDescriptor

  /// How many samples the files hold, from their headers or sizes alone.
  func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int)

  /// Reads all files and checks them against themselves, each other and the descriptor.
  func read(_ located: LocatedDataset) throws(DatasetError) -> (train: DatasetSplit, test: DatasetSplit)
}

extension DatasetReader {
  package var unreadVersion: (paths: [String], problem: String)? { nil }

  package func described(_ located: LocatedDataset) throws(DatasetError) -> DatasetDescriptor {
    located.descriptor
  }
}
