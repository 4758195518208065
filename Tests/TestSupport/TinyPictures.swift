import Foundation

/// A folder with a Tiny ImageNet of two classes in it, dark and bright pictures of 64x64, as its archive unpacks.
package final class TinyPictures: Sendable {
  /// What `--datasets` takes.
  package let root: URL
  /// The dataset's folder in it.
  package let set: URL

  package static let classes = ["n01443537", "n01629819"]

  /// - Parameters:
  ///   - training: pictures of each class.
  ///   - test: pictures in all, by turns of one class and the other.
  /// - Throws: when the temporary folder cannot be written.
  package init(training: Int = 4, test: Int = 4) throws {
    root = FileManager.default.temporaryDirectory.appending(path: "pictures-\(UUID().uuidString)")
    set = root.appending(path: "tiny-imagenet-200")
    try write(Data(Self.classes.joined(separator: "\n").utf8), to: "wnids.txt")
    for (name, picture) in zip(Self.classes, Self.pictures) {
      for number in 0..<training { try write(picture, to: "train/\(name)/images/\(name)_\(number).JPEG") }
    }
    var annotations = ""
    for number in 0..<test {
      try write(Self.pictures[number % 2], to: "val/images/val_\(number).JPEG")
      annotations += "val_\(number).JPEG\t\(Self.classes[number % 2])\t0\t0\t62\t62\n"
    }
    try write(Data(annotations.utf8), to: "val/val_annotations.txt")
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Writes a file of the set, making the folders that lead to it.
  package func write(_ bytes: Data, to name: String) throws {
    let file = set.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  /// Real JPEG files, grey and of one shade: 60 and 200. They differ in the bytes of one coefficient.
  private static let pictures = ["J0", "KQ"].map { shade in
    Data(
      base64Encoded: """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i\
        Z2hnPk1xeXBkeFxlZ2P/wAALCABAAEABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oA\
        CAEBAAA/A\(shade)AAAAAAAAAAAAAAAAAAAAB/9k=
        """)!
  }
}
