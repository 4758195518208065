import Formats
import Foundation

/// The datasets that a config can name: the registered ones and, below the roots, every folder of IDX files.
///
/// A root is a folder that holds a folder per dataset. A registered name keeps its descriptor, whatever lies in a
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

  /// What is known of the dataset called `name`. Of an unregistered one, its files say it.
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

  /// Whether `name` can be that of a dataset's folder: lower-case letters, digits, `-`, `_` and `.`, the latter
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

  /// Where datasets are looked for, best first: the command line's folder, the environment's, the data
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

  /// The four files in a folder that may be a dataset's, else nil.
  private static func idxFiles(of name: String, root: String) -> [String]? {
    guard isFolderName(name) else { return nil }
    return IDXReader.standard.paths(own: (root as NSString).appendingPathComponent(name), root: root)
  }
}

/// The registered datasets. To add one, write its descriptor and put it in `all`.
extension DatasetRegistry {
  package static let all = [mnist, fashionMNIST, cifar10, cifar100, tinyImageNet]

  private static let mnist = DatasetDescriptor(
    name: "mnist", shape: SampleShape(channels: 1, height: 28, width: 28), classes: 10,
    reader: IDXReader.mnist,
    advice: """
      bearing datasets fetch mnist, or put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, \
      t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz (packed or not) into one of these folders, or give \
      the folder above yours with --datasets DIR
      """,
    sources: .mnist)

  private static let fashionMNIST = DatasetDescriptor(
    name: "fashion-mnist", shape: SampleShape(channels: 1, height: 28, width: 28), classes: 10,
    reader: IDXReader.fashionMNIST,
    advice: """
      apt install dataset-fashion-mnist, or bearing datasets fetch fashion-mnist, or put its four idx-ubyte files \
      into one of these folders, or give the folder above yours with --datasets DIR
      """,
    sources: .fashionMNIST)

  private static let cifar10 = DatasetDescriptor(
    name: "cifar10", shape: CIFARReader.shape, classes: 10, reader: CIFARReader.cifar10,
    advice: """
      bearing datasets fetch cifar10, or put cifar-10-binary.tar.gz, the "binary version" of \
      https://www.cs.toronto.edu/~kriz/cifar.html, or the six .bin files in it, into one of these folders, or give \
      the folder above yours with --datasets DIR
      """,
    sources: .cifar10)

  private static let cifar100 = DatasetDescriptor(
    name: "cifar100", shape: CIFARReader.shape, classes: 100, reader: CIFARReader.cifar100,
    advice: """
      bearing datasets fetch cifar100, or put cifar-100-binary.tar.gz, the "binary version" of \
      https://www.cs.toronto.edu/~kriz/cifar.html, or train.bin and test.bin out of it, into one of these folders, \
      or give the folder above yours with --datasets DIR
      """,
    sources: .cifar100)

  private static let tinyImageNet = DatasetDescriptor(
    name: "tiny-imagenet", shape: TinyImageNetReader.shape, classes: 200, reader: TinyImageNetReader(),
    advice: """
      bearing datasets fetch tiny-imagenet, or unpack tiny-imagenet-200.zip in one of these folders, or give the \
      folder above yours with --datasets DIR
      """,
    sources: .tinyImageNet)
}

extension DatasetRegistry {
  /// Finds the files of the dataset called `name`.
  ///
  /// - Parameter roots: folders, looked through in order for one that has every file in one of the reader's
  ///   layouts; within a root the reader's first layout wins.
  /// - Throws: ``DatasetError/unknownName(_:nearest:known:)`` or ``DatasetError/notFound(name:places:advice:)``
  ///   with every folder looked into; else as ``descriptor(named:roots:)``.
  package static func locate(_ name: String, roots: [String]) throws(DatasetError) -> LocatedDataset {
    try locate(descriptor(named: name, roots: roots), roots: roots)
  }

  /// Finds the files of a dataset that need not be in the registry.
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
