import Foundation

/// What is in a folder of Tiny ImageNet, before a picture has been opened.
///
///     wnids.txt                       the classes, one a line
///     train/<wnid>/images/*.JPEG      the training pictures
///     val/images/*.JPEG               the test pictures
///     val/val_annotations.txt         name, wnid and a box, separated by tabs, one picture a line
///
/// The archive's own `test` folder has no labels and is left alone.
struct TinyImageNetListing {
  /// Pictures, and their classes' numbers.
  struct Split {
    var paths: [String] = []
    var labels: [UInt8] = []
  }

  private let folder: String
  /// In the order of their numbers: sorted, as torchvision's ImageFolder has them.
  let classes: [String]

  /// Reads the list of classes.
  ///
  /// - Throws: ``DatasetError`` if it is not a list of 1 to 256 different names.
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
    guard !known.isEmpty else { throw .missing(path: path, expected: "at least 1 class") }
    classes = known.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The training pictures, by class and then by name.
  ///
  /// - Throws: ``DatasetError`` for a class without pictures, and for a folder that is no class's.
  func train() throws(DatasetError) -> Split {
    try checkTrainFolders()
    var split = Split()
    for (label, name) in classes.enumerated() {
      let folder = "\(folder)/train/\(name)/images"
      let names = try Self.pictures(in: folder).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      split.paths += names.map { "\(folder)/\($0)" }
      split.labels += [UInt8](repeating: UInt8(label), count: names.count)
    }
    return split
  }

  /// How many training pictures there are; throws as ``train()`` does.
  func trainCount() throws(DatasetError) -> Int {
    try checkTrainFolders()
    var count = 0
    for name in classes { count += try Self.pictures(in: "\(folder)/train/\(name)/images").count }
    return count
  }

  /// The test pictures, in the order of their annotations. Whether they are there is not looked at.
  ///
  /// - Throws: ``DatasetError`` for a line that is no annotation, or names a class that is none.
  func test() throws(DatasetError) -> Split {
    let numbers = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    let path = folder + "/val/val_annotations.txt"
    var split = Split()
    var known: Set<String> = []
    for (number, line) in try Self.lines(of: path) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 2, Self.isName(fields[0]) else {
        throw .badLine(
          path: path, line: number, expected: "a picture's name, a tab and its class", found: line)
      }
      guard let label = numbers[fields[1]] else {
        throw .badLine(path: path, line: number, expected: "a class of wnids.txt", found: fields[1])
      }
      guard known.insert(fields[0]).inserted else {
        throw .badLine(path: path, line: number, expected: "each picture once", found: fields[0])
      }
      split.paths.append("\(folder)/val/images/\(fields[0])")
      split.labels.append(UInt8(label))
    }
    guard !split.labels.isEmpty else { throw .missing(path: path, expected: "at least 1 annotation") }
    return split
  }

  /// A folder that is no class's holds pictures whose label nobody knows.
  private func checkTrainFolders() throws(DatasetError) {
    let train = folder + "/train"
    let known = Set(classes)
    for name in try Self.contents(of: train) where !name.hasPrefix(".") && !known.contains(name) {
      throw .unknownClass(path: "\(train)/\(name)")
    }
  }

  private static func pictures(in folder: String) throws(DatasetError) -> [String] {
    let names = try contents(of: folder).filter { name in
      let name = name.lowercased()
      return name.hasSuffix(".jpeg") || name.hasSuffix(".jpg")
    }
    guard !names.isEmpty else { throw .missing(path: folder, expected: "at least 1 picture (*.JPEG)") }
    return names
  }

  private static func contents(of folder: String) throws(DatasetError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      if access(folder, F_OK) != 0 { throw .missing(path: folder, expected: "a folder") }
      throw .unreadable(path: folder, reason: error.localizedDescription)
    }
  }

  /// A text file's lines that are not empty, with their numbers from 1.
  private static func lines(of path: String) throws(DatasetError) -> [(number: Int, line: String)] {
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
      .map { ($0.0, $0.1.trimmingCharacters(in: ["\r", " "])) }
      .filter { !$0.1.isEmpty }
  }

  /// Whether a word from a file may be appended to a path.
  private static func isName(_ text: String) -> Bool {
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
