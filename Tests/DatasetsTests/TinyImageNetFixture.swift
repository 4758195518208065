import CTurboJPEG
import Datasets
import Foundation

/// A small Tiny ImageNet: three classes of four training pictures, five test pictures, all real JPEG files.
struct TinyImageNetFixture {
  let folder: TemporaryFolder
  /// The folder below the root, or several.
  let place: String

  /// Not in order, as in the real list.
  static let classes = ["n03", "n01", "n02"]
  /// In the order in which they are read: that of their characters.
  static let names = ["0", "1", "10", "2"]
  /// Test pictures' classes, in the order of the annotations.
  static let testClasses = ["n02", "n02", "n03", "n01", "n03"]

  var root: String { folder.path }
  var set: String { "\(root)/\(place)" }
  var cache: String { "\(set)/\(TinyImageNetReader.cacheName)" }

  init(place: String = "tiny-imagenet/tiny-imagenet-200") throws {
    folder = try TemporaryFolder()
    self.place = place
    try write(Self.classes.joined(separator: "\n") + "\n", to: "wnids.txt")
    for (i, name) in Self.classes.sorted().enumerated() {
      for (j, number) in Self.names.enumerated() {
        try write(Self.jpeg(seed: 10 * i + j), to: "train/\(name)/images/\(name)_\(number).JPEG")
      }
      // The real folders hold such a list, too.
      try write("\(name)_0.JPEG\t0\t0\t1\t1\n", to: "train/\(name)/\(name)_boxes.txt")
    }
    var annotations = ""
    for (i, name) in Self.testClasses.enumerated() {
      try write(Self.jpeg(seed: 100 + i), to: "val/images/val_\(i).JPEG")
      annotations += "val_\(i).JPEG\t\(name)\t0\t32\t44\t62\n"
    }
    try write(annotations, to: "val/val_annotations.txt")
  }

  func write(_ bytes: [UInt8], to name: String) throws { try folder.write(bytes, to: "\(place)/\(name)") }
  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }
  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(set)/\(name)") }

  func locate() throws -> LocatedDataset {
    try DatasetRegistry.locate("tiny-imagenet", roots: [root])
  }

  func load() throws -> Dataset { try locate().load() }

  /// The colour of a pixel before it was encoded: every 8 x 8 block, which is what JPEG works on, has one of its own.
  static func pixel(seed: Int, channel: Int, row: Int, column: Int) -> Int {
    (seed * 37 + channel * 71 + row / 8 * 23 + column / 8 * 5) % 256
  }

  /// What a picture should decode to, [3, height, width], give or take the loss.
  static func pixels(seed: Int, height: Int = 64, width: Int = 64) -> [Int] {
    (0..<3 * height * width).map { i in
      pixel(
        seed: seed, channel: i / (height * width), row: i / width % height, column: i % width)
    }
  }

  /// Encodes a picture with hardly any loss.
  static func jpeg(seed: Int, height: Int = 64, width: Int = 64, grey: Bool = false) -> [UInt8] {
    let channels = grey ? 1 : 3
    let pixels = (0..<height * width * channels).map { i in
      UInt8(
        pixel(
          seed: seed, channel: i % channels, row: i / channels / width, column: i / channels % width))
    }
    let handle = tjInitCompress()
    defer { tjDestroy(handle) }
    var (jpeg, size): (UnsafeMutablePointer<UInt8>?, UInt) = (nil, 0)
    defer { tjFree(jpeg) }
    let status = tjCompress2(
      handle, pixels, Int32(width), 0, Int32(height), Int32((grey ? TJPF_GRAY : TJPF_RGB).rawValue), &jpeg,
      &size,
      Int32((grey ? TJSAMP_GRAY : TJSAMP_444).rawValue), 100, 0)
    precondition(status == 0, String(cString: tjGetErrorStr2(handle)))
    return Array(UnsafeBufferPointer(start: jpeg, count: Int(size)))
  }
}
