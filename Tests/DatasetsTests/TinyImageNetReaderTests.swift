import Foundation
import Testing

@testable import Datasets

@Suite struct TinyImageNetReaderTests {
  /// How far two pictures are apart at most, in one value.
  private func distance(_ found: ArraySlice<UInt8>, _ expected: [Int]) -> Int {
    zip(found, expected).map { abs(Int($0) - $1) }.max() ?? .max
  }

  private func picture(_ split: DatasetSplit, _ index: Int) -> ArraySlice<UInt8> {
    split.images[index * split.shape.count..<(index + 1) * split.shape.count]
  }

  private func failure(_ change: (TinyImageNetFixture) throws -> Void) throws -> (DatasetError, String) {
    let fixture = try TinyImageNetFixture()
    try change(fixture)
    let error = try #require(throws: DatasetError.self) { try fixture.load() }
    // A job is refused for the same reason, unless a picture has to be opened to see it.
    switch error {
    case .corruptJPEG, .wrongPictureSize: break
    default: #expect(throws: error) { _ = try fixture.locate().counts() }
    }
    return (error, fixture.set)
  }

  @Test func `classes are numbered in sorted order, pictures come by class and name, pixels by channel`()
    throws
  {
    let dataset = try TinyImageNetFixture().load()
    #expect(dataset.name == "tiny-imagenet" && dataset.classes == 3)
    #expect(dataset.shape == SampleShape(channels: 3, height: 64, width: 64))
    #expect(dataset.train.labels == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    #expect(dataset.test.labels == [1, 1, 2, 0, 2])
    for i in 0..<12 {
      let expected = TinyImageNetFixture.pixels(seed: i / 4 * 10 + i % 4)
      #expect(distance(picture(dataset.train, i), expected) <= 3, "training picture \(i)")
    }
    for i in 0..<5 {
      #expect(distance(picture(dataset.test, i), TinyImageNetFixture.pixels(seed: 100 + i)) <= 3)
    }
  }

  @Test(arguments: [
    "tiny-imagenet", "tiny-imagenet/tiny-imagenet-200", "tiny-imagenet-200",
    "tiny-imagenet-200/tiny-imagenet-200", "tiny-imagenet/tiny-imagenet-200/tiny-imagenet-200",
  ])
  func `the archive's folder is found in three places, and once more in itself`(place: String) throws {
    let fixture = try TinyImageNetFixture(place: place)
    #expect(try fixture.locate().place == fixture.set)
    #expect(try fixture.load().train.count == 12)
  }

  @Test func `where it is not, the fetch command is named`() throws {
    let error = #expect(throws: DatasetError.self) {
      try DatasetRegistry.locate("tiny-imagenet", roots: ["/nowhere"])
    }
    #expect("\(try #require(error))".contains("bearing datasets fetch tiny-imagenet"))
    #expect("\(try #require(error))".contains("/nowhere/tiny-imagenet: no such folder"))
  }

  @Test func `counts open no picture`() throws {
    let fixture = try TinyImageNetFixture()
    for name in ["train/n01/images/n01_0.JPEG", "val/images/val_0.JPEG"] { try fixture.write("no", to: name) }
    let located = try fixture.locate()
    let counts = try located.counts()
    #expect(counts.train == 12 && counts.test == 5)
    #expect(try located.described().classes == 3)
    #expect(access(fixture.cache, F_OK) != 0)
  }

  @Test func `a grey picture has three equal channels`() throws {
    let fixture = try TinyImageNetFixture()
    try fixture.write(TinyImageNetFixture.jpeg(seed: 5, grey: true), to: "train/n01/images/n01_0.JPEG")
    let first = try picture(fixture.load().train, 0)
    let expected = Array(TinyImageNetFixture.pixels(seed: 5).prefix(4096))
    #expect(distance(first, expected + expected + expected) <= 3)
  }

  @Test func `hundreds of pictures keep their order on all cores`() throws {
    let fixture = try TinyImageNetFixture()
    for i in 0..<300 {
      try fixture.write(
        TinyImageNetFixture.jpeg(seed: i), to: "train/n02/images/n02_x\(1000 + i).JPEG")
    }
    let train = try fixture.load().train
    #expect(train.count == 312)
    for i in stride(from: 0, to: 300, by: 7) {
      #expect(distance(picture(train, 8 + i), TinyImageNetFixture.pixels(seed: i)) <= 3, "picture \(i)")
    }
  }

  @Test func `a picture of another size`() throws {
    let (error, set) = try failure {
      try $0.write(TinyImageNetFixture.jpeg(seed: 1, height: 64, width: 72), to: "val/images/val_3.JPEG")
    }
    let path = "\(set)/val/images/val_3.JPEG"
    #expect(
      error == .wrongPictureSize(path: path, expected: TinyImageNetReader.shape, width: 72, height: 64))
    #expect("\(error)".contains("\(path): expected 64 x 64 pixels, found 72 x 64"))
  }

  @Test(arguments: ["nothing", "text", "cut", "gzip"])
  func `a picture that is damaged`(how: String) throws {
    let whole = TinyImageNetFixture.jpeg(seed: 1)
    let bytes: [String: [UInt8]] = [
      "nothing": [], "text": Array("not a picture".utf8), "cut": Array(whole.dropLast(60)),
      "gzip": IDXFixture.gzip(whole),
    ]
    let (error, set) = try failure {
      try $0.write(try #require(bytes[how]), to: "train/n02/images/n02_10.JPEG")
    }
    guard case .corruptJPEG(let path, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(path == "\(set)/train/n02/images/n02_10.JPEG")
  }

  @Test func `what is missing is named, before a picture is opened`() throws {
    let (missing, place) = try failure { try $0.remove("val/images/val_4.JPEG") }
    #expect(
      missing
        == .missing(
          path: "\(place)/val/images/val_4.JPEG",
          expected: "the picture of line 5 of \(place)/val/val_annotations.txt"))
    for name in ["train/n02", "train/n02/images"] {
      let (error, set) = try failure { try $0.remove(name) }
      #expect(error == .classWithoutPictures(path: "\(set)/train/n02/images", name: "n02"))
    }
    let (error, set) = try failure { fixture in
      for number in TinyImageNetFixture.names { try fixture.remove("train/n03/images/n03_\(number).JPEG") }
    }
    #expect(error == .classWithoutPictures(path: "\(set)/train/n03/images", name: "n03"))
    #expect("\(error)".contains("take the class out of wnids.txt"))
  }

  @Test func `a folder of no known class`() throws {
    let (error, set) = try failure {
      try $0.write(TinyImageNetFixture.jpeg(seed: 1), to: "train/n04/images/n04_0.JPEG")
    }
    #expect(error == .unknownClass(path: "\(set)/train/n04"))
  }

  @Test(arguments: [
    ("val_0.JPEG n01", "a picture's name, a tab and its class", "val_0.JPEG n01"),
    ("../wnids.txt\tn01\t0", "a picture's name, a tab and its class", "../wnids.txt\tn01\t0"),
    ("val_0.JPEG\tn01", "each picture once", "val_0.JPEG"),
  ])
  func `an annotation that is none`(line: String, expected: String, found: String) throws {
    let (error, set) = try failure {
      try $0.write("val_0.JPEG\tn01\t0\t0\t1\t1\r\n\(line)\n", to: "val/val_annotations.txt")
    }
    #expect(
      error == .badLine(path: "\(set)/val/val_annotations.txt", line: 2, expected: expected, found: found))
    #expect("\(error)".contains("val_annotations.txt, line 2: expected \(expected)"))
  }

  @Test func `an annotation of a class that is not listed`() throws {
    let (error, set) = try failure {
      try $0.write("val_0.JPEG\tn01\nval_1.JPEG\tn09\t0\n", to: "val/val_annotations.txt")
    }
    #expect(error == .unlistedClass(path: "\(set)/val/val_annotations.txt", line: 2, name: "n09"))
    #expect("\(error)".contains(#"line 2: expected a class of wnids.txt, found "n09"; add the class there"#))
  }

  @Test(arguments: ["../n01", "n01", "n 4", ".n4"])
  func `a list of classes that is none`(line: String) throws {
    let (error, set) = try failure { try $0.write("n01\n\n\(line)\n", to: "wnids.txt") }
    guard case .badLine(let path, 3, _, line) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(path == "\(set)/wnids.txt")
  }

  @Test func `more classes than a label can tell, and none`() throws {
    let (error, _) = try failure {
      try $0.write((0...256).map { "c\($0)\n" }.joined(), to: "wnids.txt")
    }
    guard case .badLine(_, 257, "at most 256 classes", _) = error else {
      Issue.record("\(error)")
      return
    }
    let (empty, set) = try failure { try $0.write("\n", to: "wnids.txt") }
    #expect(empty == .missing(path: "\(set)/wnids.txt", expected: "at least 2 classes"))
    let (one, place) = try failure { try $0.write("n01\n", to: "wnids.txt") }
    #expect(one == .oneClass(path: "\(place)/wnids.txt"))
  }
}
