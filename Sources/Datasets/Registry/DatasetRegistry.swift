import Foundation

/// The data sets that a config can name. To add one, write its descriptor and put it in `all`.
package enum DatasetRegistry {
  package static let all = [mnist, fashionMNIST]

  private static let mnist = DatasetDescriptor(
    name: "mnist", shape: SampleShape(channels: 1, height: 28, width: 28), classes: 10,
    reader: IDXReader.standard,
    advice: """
      put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and \
      t10k-labels-idx1-ubyte.gz (packed or not) into one of these folders, or give the folder above yours with \
      --datasets DIR
      """)

  private static let fashionMNIST = DatasetDescriptor(
    name: "fashion-mnist", shape: SampleShape(channels: 1, height: 28, width: 28), classes: 10,
    reader: IDXReader.standard,
    advice: """
      apt install dataset-fashion-mnist, or put its four idx-ubyte files into one of these folders, or give the \
      folder above yours with --datasets DIR
      """)

  /// - Throws: ``DatasetError/unknownName(_:nearest:known:)``.
  package static func descriptor(named name: String) throws(DatasetError) -> DatasetDescriptor {
    if let found = all.first(where: { $0.name == name }) { return found }
    let known = all.map(\.name)
    throw .unknownName(name, nearest: Spelling.nearest(to: name, in: known), known: known)
  }

  /// Where data sets are looked for, best first: the command line's folder, the environment's, the data
  /// directory's and the system's.
  ///
  /// - Parameters:
  ///   - option: the value of `--datasets`, if given.
  ///   - environment: the process's environment; `BEARING_DATASETS` counts unless it is empty.
  ///   - data: the data directory.
  package static func standardRoots(
    option: String?, environment: [String: String] = ProcessInfo.processInfo.environment, data: String
  ) -> [String] {
    let chosen = [option, environment["BEARING_DATASETS"]].compactMap { $0 }.filter { !$0.isEmpty }
    return chosen + [data + "/datasets", "/usr/share/datasets"]
  }

  /// Finds the files of the data set called `name`.
  ///
  /// - Parameter roots: folders, looked through in order for a folder `name` that has every file.
  /// - Throws: ``DatasetError/unknownName(_:nearest:known:)`` or ``DatasetError/notFound(name:places:advice:)``
  ///   with every folder looked into.
  package static func locate(_ name: String, roots: [String]) throws(DatasetError) -> LocatedDataset {
    try locate(descriptor(named: name), roots: roots)
  }

  /// Finds the files of a data set that need not be in the registry.
  package static func locate(
    _ descriptor: DatasetDescriptor, roots: [String]
  ) throws(DatasetError) -> LocatedDataset {
    var places: [DatasetError.Place] = []
    for root in roots {
      let folder = (root as NSString).appendingPathComponent(descriptor.name)
      let paths = descriptor.reader.files.map { $0.path(in: folder) }
      let missing = zip(descriptor.reader.files, paths).filter { $0.1 == nil }.map(\.0.name)
      if missing.isEmpty {
        return LocatedDataset(descriptor: descriptor, folder: folder, paths: paths.compactMap { $0 })
      }
      places.append(.init(folder: folder, problem: problem(of: folder, missing: missing)))
    }
    throw .notFound(name: descriptor.name, places: places, advice: descriptor.advice)
  }

  private static func problem(of folder: String, missing: [String]) -> String {
    guard FileManager.default.fileExists(atPath: folder) else { return "no such folder" }
    return "lacks \(missing.joined(separator: ", ")) (or the same with .gz)"
  }
}
