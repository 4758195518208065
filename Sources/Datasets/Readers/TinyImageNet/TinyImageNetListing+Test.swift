import Glibc

/// The test pictures, which come as a list, or in a folder for each class.
extension TinyImageNetListing {
  /// The test pictures: in the order of their annotations, wherever they lie; without annotations by class and then by
  /// name.
  ///
  /// - Throws: ``DatasetError`` for a line that is no annotation, names a class that is none, or a picture that is not
  ///   there; without annotations as ``train()`` does.
  func test() throws(DatasetError) -> Split {
    let list = folder + "/val/val_annotations.txt"
    if try hasFolderForEachClass(insteadOf: list) {
      for place in placesOfClasses { try checkFolders(in: place, besides: ["images"]) }
      return try pictures { Array(testFolders(of: $0).dropFirst()) }
    }
    let numbers = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    var split = Split()
    var known: Set<String> = []
    var contents: [String: Set<String>] = [:]
    for (number, line) in try Self.lines(of: list) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 2, Self.isName(fields[0]) else {
        throw .badLine(
          path: list, line: number, expected: "a picture's name, a tab and its class", found: line)
      }
      guard let label = numbers[fields[1]] else {
        throw .unlistedClass(path: list, line: number, name: fields[1])
      }
      guard known.insert(fields[0]).inserted else {
        throw .badLine(path: list, line: number, expected: "each picture once", found: fields[0])
      }
      guard let place = try place(of: fields[0], testFolders(of: fields[1]), &contents) else {
        throw .missing(
          path: "\(folder)/val/images/\(fields[0])", expected: "the picture of line \(number) of \(list)")
      }
      split.paths.append("\(place)/\(fields[0])")
      split.labels.append(UInt8(label))
    }
    guard !split.labels.isEmpty else { throw .missing(path: list, expected: "at least 1 annotation") }
    return split
  }

  /// The folders that the test pictures of a class may be in. The first is that of the archive, which has them all.
  private func testFolders(of name: String) -> [String] {
    let val = "\(folder)/val"
    return ["\(val)/images", "\(val)/\(name)/images", "\(val)/\(name)", "\(val)/images/\(name)"]
  }

  /// The folder that has a picture, of those that may.
  ///
  /// - Parameter contents: pictures of the folders that have been listed: each is, once.
  private func place(
    of picture: String, _ folders: [String], _ contents: inout [String: Set<String>]
  ) throws(DatasetError) -> String? {
    for folder in folders {
      if contents[folder] == nil { contents[folder] = Set(try FolderContents.pictures(in: folder)) }
      if contents[folder]?.contains(picture) == true { return folder }
    }
    return nil
  }

  /// Whether the list of annotations is gone and classes have their own folders instead.
  private func hasFolderForEachClass(insteadOf list: String) throws(DatasetError) -> Bool {
    if access(list, F_OK) == 0 { return false }
    let known = Set(classes)
    for place in placesOfClasses {
      if try FolderContents.folders(in: place).contains(where: known.contains) { return true }
    }
    return false
  }

  /// The folders that may hold one for each class.
  private var placesOfClasses: [String] {
    ["\(folder)/val", "\(folder)/val/images"].filter(FolderContents.isFolder)
  }
}
