import Formats
import Foundation

/// The data sets that a config can name: the registered ones and, below the roots, every folder of IDX files.
///
/// A root is a folder that holds a folder per data set. A registered name keeps its descriptor, whatever lies in a
/// folder of that name.
package enum DatasetRegistry {
  /// Every name that a config can use here: first the registered ones, there or not, then those of found folders,
  /// in alphabetical order.
  ///
  /// - Parameter roots: folders; those that cannot be listed count as empty.
  /// - Complexity: lists each root and looks for four files in each of its folders. Opens none.
  package static func names(roots: [String]) -> [String] {
    let registered = all.map(\.name)
    let found = roots.flatMap { root in
      ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).filter { name in
        !registered.contains(name) && idxFiles(of: name, root: root) != nil
      }
    }
    return registered + Set(found).sorted()
  }

  /// What is known of the data set called `name`. Of an unregistered one, its files say it.
  ///
  /// - Parameter roots: folders, looked through in order for a folder `name` with IDX files.
  /// - Throws: ``DatasetError/unknownName(_:nearest:known:)``; for a found folder what ``IDXReader`` finds wrong
  ///   with its headers and training labels.
  /// - Complexity: reads nothing for a registered name, else the training labels and two headers.
  package static func descriptor(named name: String, roots: [String]) throws(DatasetError)
    -> DatasetDescriptor
  {
    if let registered = all.first(where: { $0.name == name }) { return registered }
    if let paths = roots.lazy.compactMap({ idxFiles(of: name, root: $0) }).first {
      return try IDXReader.standard.descriptor(named: name, paths: paths)
    }
    let known = names(roots: roots)
    throw .unknownName(name, nearest: Spelling.nearest(to: name, in: known), known: known)
  }

  /// Whether `name` can be that of a data set's folder: lower-case letters, digits, `-`, `_` and `.`, the latter
  /// not in front. So it is never a path.
  package static func isFolderName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
      }
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

  /// The four files in a folder that may be a data set's, else nil.
  private static func idxFiles(of name: String, root: String) -> [String]? {
    guard isFolderName(name) else { return nil }
    return IDXReader.standard.paths(own: (root as NSString).appendingPathComponent(name), root: root)
  }
}
