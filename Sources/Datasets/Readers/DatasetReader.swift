/// Reads one file format.
package protocol DatasetReader: Sendable {
  /// The ways in which a data set of this format may lie in a root, best first; at least one.
  var layouts: [DatasetLayout] { get }

  /// How many classes there are: what the descriptor says, unless the files know better.
  func classes(_ located: LocatedDataset) throws(DatasetError) -> Int

  /// How many samples the files hold, from their headers or sizes alone.
  func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int)

  /// Reads all files and checks them against themselves, each other and the descriptor.
  func read(_ located: LocatedDataset) throws(DatasetError) -> (train: DatasetSplit, test: DatasetSplit)
}

extension DatasetReader {
  package func classes(_ located: LocatedDataset) throws(DatasetError) -> Int { located.descriptor.classes }
}
