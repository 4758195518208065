import Foundation
import Testing

@testable import Datasets

/// Tiny ImageNet as people keep it: rearranged, in part, and with what other programs leave there.
@Suite struct TinyImageNetLayoutTests {
  private let fixture: TinyImageNetFixture
  private let published: Dataset

  init() throws {
    fixture = try TinyImageNetFixture()
    published = try fixture.load()
    try fixture.remove(TinyImageNetReader.cacheName)
  }

  /// Moves the test pictures to other folders.
  private func rearrange(_ folder: (_ name: String) -> String) throws {
    for (number, name) in TinyImageNetFixture.testClasses.enumerated() {
      let from = "val/images/val_\(number).JPEG"
      let bytes = try Data(contentsOf: URL(filePath: "\(fixture.set)/\(from)"))
      try fixture.remove(from)
      try fixture.write([UInt8](bytes), to: "\(folder(name))/val_\(number).JPEG")
    }
  }

  private static let arrangements = ["val/*/images", "val/*", "val/images/*"]

  @Test(arguments: arrangements)
  func `test pictures may lie in a folder for each class`(arrangement: String) throws {
    try rearrange { arrangement.replacing("*", with: $0) }
    if !arrangement.hasPrefix("val/images") { try fixture.remove("val/images") }
    #expect(try fixture.load().fingerprint == published.fingerprint)
    #expect(try fixture.locate().counts() == (12, 5))
  }

  @Test(arguments: arrangements)
  func `without their list, the folders say the classes`(arrangement: String) throws {
    try rearrange { arrangement.replacing("*", with: $0) }
    try fixture.remove("val/val_annotations.txt")
    let dataset = try fixture.load()
    #expect(dataset.test.labels == [0, 1, 1, 2, 2])
    // The pictures 3; 0 and 1; 2 and 4.
    let count = dataset.shape.count
    for (place, number) in [3, 0, 1, 2, 4].enumerated() {
      let expected = published.test.images[number * count..<(number + 1) * count]
      #expect(dataset.test.images[place * count..<(place + 1) * count] == expected)
    }
    #expect(try fixture.locate().counts() == (12, 5))
    for folder in ["val/n09", "val/images/n09"] {
      try fixture.write(TinyImageNetFixture.jpeg(seed: 1), to: "\(folder)/val_9.JPEG")
      #expect(throws: DatasetError.unknownClass(path: "\(fixture.set)/\(folder)")) { try fixture.load() }
      try fixture.remove(folder)
    }
    try fixture.remove(arrangement.replacing("*", with: "n03"))
    let error = #expect(throws: DatasetError.self) { try fixture.locate().counts() }
    guard case .classWithoutPictures(_, name: "n03")? = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test func `with neither list nor folders, the list is asked for`() throws {
    try fixture.remove("val/val_annotations.txt")
    let error = #expect(throws: DatasetError.self) { try fixture.load() }
    #expect(error == .missing(path: "\(fixture.set)/val/val_annotations.txt", expected: "a text file"))
  }

  @Test func `training pictures may lie in their class's folder itself`() throws {
    for name in TinyImageNetFixture.classes {
      for number in TinyImageNetFixture.names {
        let file = "\(name)_\(number).JPEG"
        try FileManager.default.moveItem(
          atPath: "\(fixture.set)/train/\(name)/images/\(file)",
          toPath: "\(fixture.set)/train/\(name)/\(file)")
      }
      if name != "n02" { try fixture.remove("train/\(name)/images") }
    }
    #expect(try fixture.load().fingerprint == published.fingerprint)
  }

  @Test func `what systems leave beside the pictures is none of them`() throws {
    for folder in ["train/n01/images", "train/n01", "train", "val/images", "val", "."] {
      for name in ["._n01_0.JPEG", ".DS_Store", "Thumbs.db", "thumbs.db", "desktop.ini"] {
        try fixture.write("no picture", to: "\(folder)/\(name)")
      }
      for name in ["@eaDir", ".AppleDouble", "__MACOSX"] {
        try fixture.write("no picture", to: "\(folder)/\(name)/n01_0.JPEG")
      }
    }
    try fixture.write("no picture", to: "train/._n01")
    #expect(try fixture.load().fingerprint == published.fingerprint)
    #expect(try fixture.locate().counts() == (12, 5))
    // Nor are they where the folders say the classes.
    try rearrange { "val/\($0)" }
    try fixture.remove("val/val_annotations.txt")
    #expect(try fixture.load().test.labels == [0, 1, 1, 2, 2])
  }

  @Test func `lists may have been through an editor on Windows`() throws {
    let classes = TinyImageNetFixture.classes.joined(separator: "\r\n")
    try fixture.write([0xEF, 0xBB, 0xBF] + Array((classes + "\r\n\r\n").utf8), to: "wnids.txt")
    let list = "\(fixture.set)/val/val_annotations.txt"
    let annotations = try String(contentsOfFile: list, encoding: .utf8)
    try fixture.write(annotations.replacing("\n", with: "\r\n"), to: "val/val_annotations.txt")
    #expect(try fixture.load().fingerprint == published.fingerprint)
  }

  @Test func `there are as many classes as are listed here, and not as many as were published`() throws {
    #expect(try fixture.locate().descriptor.classes == 200)
    #expect(try fixture.locate().described().classes == 3)
    #expect(published.classes == 3)
  }
}
