import Datasets

/// The data sets of this machine, as jobs ask for them: by name.
package struct DatasetLibrary: Sendable {
  private let roots: [String]
  private let cache = DatasetCache()

  /// - Parameter roots: folders, each holding one folder per data set, in the order of preference.
  package init(roots: [String]) { self.roots = roots }

  /// - Throws: ``DatasetError`` for a set that is nowhere or damaged.
  package func dataset(named name: String) throws -> Dataset { try cache.dataset(named: name, roots: roots) }

  /// Training samples of a set, without reading its pictures.
  ///
  /// - Throws: as ``dataset(named:)``.
  package func trainingSamples(of name: String) throws -> Int {
    try DatasetRegistry.locate(name, roots: roots).counts().train
  }
}
