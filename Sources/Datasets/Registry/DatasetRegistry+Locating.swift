import Formats
import Foundation

extension DatasetRegistry {
  /// Finds the files of the data set called `name`.
  ///
  /// - Parameter roots: folders, looked through in order for one that has every file in one of the reader's
  ///   layouts; within a root the reader's first layout wins.
  /// - Throws: ``DatasetError/unknownName(_:nearest:known:)`` or ``DatasetError/notFound(name:places:advice:)``
  ///   with every folder looked into; else as ``descriptor(named:roots:)``.
  package static func locate(_ name: String, roots: [String]) throws(DatasetError) -> LocatedDataset {
    try locate(descriptor(named: name, roots: roots), roots: roots)
  }

  /// Finds the files of a data set that need not be in the registry.
  package static func locate(
    _ descriptor: DatasetDescriptor, roots: [String]
  ) throws(DatasetError) -> LocatedDataset {
    var places: [DatasetError.Place] = []
    for root in roots {
      let own = (root as NSString).appendingPathComponent(descriptor.name)
      let hasOwn = FileManager.default.fileExists(atPath: own)
      if !hasOwn { places.append(.init(folder: own, problem: "no such folder")) }
      if let (names, problem) = descriptor.reader.unreadVersion {
        for path in [own, root].flatMap({ folder in names.map { "\(folder)/\($0)" } })
        where FileManager.default.fileExists(atPath: path) {
          places.append(.init(folder: path, problem: problem))
        }
      }
      for layout in descriptor.reader.layouts {
        for folder in layout.folders(own: own, root: root) {
          let paths = layout.files.map { $0.path(in: folder) }
          let missing = zip(layout.files, paths).filter { $0.1 == nil }.map(\.0.name)
          if missing.isEmpty {
            return LocatedDataset(
              descriptor: descriptor, layout: layout, folder: folder, paths: paths.compactMap { $0 })
          }
          guard FileManager.default.fileExists(atPath: folder) else { continue }
          places.append(.init(folder: folder, problem: layout.problem(missing: missing)))
        }
      }
    }
    throw .notFound(name: descriptor.name, places: places, advice: descriptor.advice)
  }
}
