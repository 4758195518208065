import Foundation

/// What is in a folder of Tiny ImageNet, before a picture has been opened.
///
///     wnids.txt                       the classes, one a line
///     train/<wnid>/images/*.JPEG      the training pictures
///     val/images/*.JPEG               the test pictures
///     val/val_annotations.txt         name, wnid and a box, separated by tabs, one picture a line
///
/// Many people rearrange it for programs that take a folder for each class: training pictures may also lie in
/// `train/<wnid>`, test pictures in `val/<wnid>/images`, `val/<wnid>` or `val/images/<wnid>`. The archive's own `test`
/// folder has no labels and is left alone.
struct TinyImageNetListing {
  /// Pictures, and their classes' numbers.
  struct Split {
    var paths: [String] = []
    var labels: [UInt8] = []
  }

  let folder: String
  /// In the order of their numbers: sorted, as torchvision's ImageFolder has them.
  let classes: [String]

  /// Reads the list of classes.
  ///
  /// - Throws: ``DatasetError`` if it is not a list of 2 to 256 different names.
  init(folder: String) throws(DatasetError) {
    self.folder = folder
    let path = folder + "/wnids.txt"
    var known: Set<String> = []
    for (number, line) in try Self.lines(of: path) {
      guard Self.isName(line) else {
        throw .badLine(path: path, line: number, expected: "a class name such as n01443537", found: line)
      }
      guard known.insert(line).inserted else {
        throw .badLine(path: path, line: number, expected: "each class once", found: line)
      }
      // Labels are bytes.
      guard known.count <= 256 else {
        throw .badLine(path: path, line: number, expected: "at most 256 classes", found: "one more")
      }
    }
    guard !known.isEmpty else { throw .missing(path: path, expected: "at least 2 classes") }
    guard known.count > 1 else { throw .oneClass(path: path) }
    classes = known.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The training pictures, by class and then by name.
  ///
  /// - Throws: ``DatasetError`` for a class without pictures, and for a folder that is no class's.
  func train() throws(DatasetError) -> Split {
    try checkFolders(in: "\(folder)/train")
    return try pictures { ["\(folder)/train/\($0)/images", "\(folder)/train/\($0)"] }
  }

  /// The pictures of each class, by class and then by name.
  ///
  /// - Parameter places: the folders that a class's pictures may be in; they are taken from the first that has any.
  /// - Throws: ``DatasetError`` for a class without pictures.
  func pictures(_ places: (String) -> [String]) throws(DatasetError) -> Split {
    var split = Split()
    for (label, name) in classes.enumerated() {
      let folders = places(name)
      var found: [String] = []
      for folder in folders where found.isEmpty {
        found = try FolderContents.pictures(in: folder).map { "\(folder)/\($0)" }
      }
      guard !found.isEmpty else { throw .classWithoutPictures(path: folders[0], name: name) }
      split.paths += found
      split.labels += [UInt8](repeating: UInt8(label), count: found.count)
    }
    return split
  }

  /// A folder that is no class's holds pictures whose label nobody knows.
  func checkFolders(in folder: String, besides known: Set<String> = []) throws(DatasetError) {
    let known = known.union(classes)
    for name in try FolderContents.folders(in: folder) where !known.contains(name) {
      throw .unknownClass(path: "\(folder)/\(name)")
    }
  }

  /// A text file's lines that are not empty, with their numbers from 1.
  static func lines(of path: String) throws(DatasetError) -> [(number: Int, line: String)] {
    if access(path, F_OK) != 0 { throw .missing(path: path, expected: "a text file") }
    let reader = try ByteReader(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    while true {
      let count = try reader.read(into: buffer)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, String(decoding: $0.element, as: UTF8.self)) }
      .map { ($0.0, $0.1.trimmingCharacters(in: ["\r", " ", "\u{FEFF}"])) }
      .filter { !$0.1.isEmpty }
  }

  /// Whether a word from a file may be appended to a path.
  static func isName(_ text: String) -> Bool {
    !text.hasPrefix(".") && text.utf8.count <= 255
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
      }
  }
}
