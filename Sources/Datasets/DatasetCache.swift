import Synchronization

/// Datasets loaded once and shared by all who want them at the same time.
///
/// A set is held weakly: it goes when the last run that uses it ends, and costs a fraction of a second to load
/// again. Whoever asks while another loads waits for that one load. Files replaced while a set is in use are seen by
/// those who ask after it has gone.
package final class DatasetCache: Sendable {
  /// One set's place; its lock is held while the set is being loaded.
  private final class Entry: Sendable {
    struct Content {
      weak var dataset: Dataset?
    }

    let content = Mutex(Content())
  }

  private let entries = Mutex<[String: Entry]>([:])

  private let cacheFolder: String?

  /// - Parameter cacheFolder: where readers may keep what they worked out of files that lie in folders they cannot
  ///   write to; made when needed. nil for nowhere.
  package init(cacheFolder: String? = nil) { self.cacheFolder = cacheFolder }

  /// The dataset called `name`, from memory or else from the first of `roots` that has it.
  ///
  /// Keep the returned object for as long as the data is used.
  ///
  /// - Parameters:
  ///   - name: a name of ``DatasetRegistry`` or of a folder of IDX files in a root.
  ///   - roots: folders, each holding one folder per dataset, in the order of preference.
  /// - Throws: ``DatasetError`` for an unknown name, a set that is nowhere, a damaged file. Nothing is kept of a
  ///   failure: the next call tries again.
  package func dataset(named name: String, roots: [String]) throws(DatasetError) -> Dataset {
    try dataset(DatasetRegistry.locate(name, roots: roots))
  }

  /// The dataset at a place that was found before.
  package func dataset(_ located: LocatedDataset) throws(DatasetError) -> Dataset {
    let entry = entries.withLock { entries in
      let key = located.place
      if let known = entries[key] { return known }
      let new = Entry()
      entries[key] = new
      return new
    }
    return try entry.content.withLock { content throws(DatasetError) in
      if let dataset = content.dataset { return dataset }
      var located = located
      located.cacheFolder = located.cacheFolder ?? cacheFolder
      let dataset = try located.load()
      content.dataset = dataset
      return dataset
    }
  }
}
