import Datasets

/// The datasets of this machine, as jobs ask for them: by name.
package struct DatasetLibrary: Sendable {
  private let roots: [String]
  private let cache: DatasetCache

  /// - Parameters:
  ///   - roots: folders, each holding one folder per dataset, in the order of preference.
  ///   - cacheFolder: where decoded pictures may be kept if their own folder cannot be written to; made when needed.
  package init(roots: [String], cacheFolder: String? = nil) {
    self.roots = roots
    cache = DatasetCache(cacheFolder: cacheFolder)
  }

  /// Knows the registered sets, and has none of their files.
  package static let registered = DatasetLibrary(roots: [])

  /// The names that a config may give: registered sets, here or not, then the folders of IDX files that are here.
  package var names: [String] { DatasetRegistry.names(roots: roots) }

  /// What is known of a set before a picture of it has been read: by its files, as a run will find it, and only of a
  /// registered set that is nowhere here by the registry.
  ///
  /// - Throws: ``DatasetError`` for an unknown name or unreadable headers.
  package func descriptor(named name: String) throws(DatasetError) -> DatasetDescriptor {
    do {
      return try DatasetRegistry.locate(name, roots: roots).described()
    } catch .notFound {
      return try DatasetRegistry.descriptor(named: name, roots: roots)
    }
  }

  /// Whether the files of a set are here, well or not.
  package func isInstalled(_ name: String) -> Bool {
    (try? DatasetRegistry.locate(name, roots: roots)) != nil
  }

  /// What a set is, in a few words, and whether it is here.
  func summary(of name: String) -> String {
    let place = isInstalled(name) ? "installed" : "not installed"
    guard let descriptor = try? descriptor(named: name) else { return "cannot be read; \(place)" }
    let shape = descriptor.shape
    return
      "\(shape.width)x\(shape.height) pictures of \(shape.channels == 1 ? "one channel" : "\(shape.channels) channels"), "
      + "\(descriptor.classes) classes; \(place)"
  }

  /// - Throws: ``DatasetError`` for a set that is nowhere or damaged.
  package func dataset(named name: String) throws -> Dataset { try cache.dataset(named: name, roots: roots) }

  /// What is trained on, without reading its pictures.
  ///
  /// - Throws: as ``dataset(named:)``.
  func trainingSet(named name: String) throws -> TrainingSet {
    let located = try DatasetRegistry.locate(name, roots: roots)
    let descriptor = try located.described()
    let counts = try located.counts()
    return TrainingSet(
      shape: descriptor.shape, classes: descriptor.classes, wholeClasses: descriptor.wholeClasses,
      samples: counts.train, testSamples: counts.test)
  }
}

/// What is known of the pictures that a job trains on before one of them has been read.
struct TrainingSet: Hashable {
  let shape: SampleShape
  let classes: Int
  /// As in `DatasetDescriptor.wholeClasses`.
  let wholeClasses: Int
  /// At least 1.
  let samples: Int
  /// That it is measured on after every epoch; at least 1.
  let testSamples: Int
}

extension TrainingSet {
  init(_ dataset: Dataset) {
    self.init(
      shape: dataset.shape, classes: dataset.classes, wholeClasses: dataset.wholeClasses,
      samples: dataset.train.count,
      testSamples: dataset.test.count)
  }
}
