import Foundation
import Testing
import TestSupport

@testable import Files

/// Weights on their way to a file and back.
@Suite struct SafetensorsTests {
  private let folder: ScratchFolder
  private let tensors: [(name: String, shape: [Int])] = [
    ("fc1.weight", [3, 2]), ("fc1.bias", [3]), ("empty", [0, 4]), ("one", []), ("a \"quoted\"\nname é", [2]),
  ]
  private let values: [[Float]] = [
    [1, -2.5, .leastNonzeroMagnitude, .infinity, -0.0, 3e38], [0, 1, 2], [], [42], [7, .nan],
  ]

  init() throws { folder = try ScratchFolder() }

  private func write(to name: String = "file.safetensors", metadata: [String: String] = [:]) throws -> String
  {
    let path = folder.path(name)
    let writer = try SafetensorsWriter(path: path, tensors: tensors, metadata: metadata)
    for tensor in values { try writer.append(tensor) }
    try writer.finish()
    return path
  }

  @Test func `every bit, name, shape and piece of metadata comes back`() throws {
    let metadata = ["bearing.step": "12", "who": "\"me\" \\ \n\u{1}é", "bearing.checksum": "mine"]
    let file = try SafetensorsFile(path: write(metadata: metadata))
    try file.verify()
    #expect(file.metadata == ["bearing.step": "12", "who": "\"me\" \\ \n\u{1}é"])
    #expect(file.tensors.map(\.name).sorted() == tensors.map(\.name).sorted())
    for ((name, shape), numbers) in zip(tensors, values) {
      #expect(file.shape(of: name) == shape, "\(name)")
      #expect(try file.values(of: name).map(\.bitPattern) == numbers.map(\.bitPattern), "\(name)")
    }
    #expect(file.shape(of: "fc2.weight") == nil)
  }

  @Test func `another reader finds the same, and numbers that begin on a multiple of 8`() throws {
    let path = try write()
    let read = try TensorFile(contentsOf: URL(filePath: path))
    #expect(Set(read.tensors.keys) == Set(tensors.map(\.name)))
    #expect(try read("fc1.weight").shape == [3, 2])
    #expect(try read("fc1.weight").values == values[0].map(Double.init))
    #expect(try read("one").shape == [])
    #expect(try read("one").values == [42])
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(bytes[0] % 8 == 0)
    #expect(bytes[8] == UInt8(ascii: "{"))
  }

  @Test func `half, brain and double precision are read as floats`() throws {
    let header = #"""
      {"half":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},
      "brain":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},
      "double":{"dtype":"F64","shape":[1,2],"data_offsets":[12,28]}}
      """#
    let half: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7C00]
    let brain: [UInt16] = [0x3F80, 0xC0A0]
    let double: [Double] = [1.0 / 3, -1e-40]
    var numbers: [UInt8] = []
    for bits in half + brain { withUnsafeBytes(of: bits.littleEndian) { numbers += $0 } }
    for value in double { withUnsafeBytes(of: value.bitPattern.littleEndian) { numbers += $0 } }
    let file = try SafetensorsFile(path: folder.write(ScratchFolder.safetensors(header, numbers)))
    #expect(try file.values(of: "half") == [1, -2, 0x1p-24, .infinity])
    #expect(try file.values(of: "brain") == [1, -5])
    #expect(try file.values(of: "double") == [Float(1.0 / 3), Float(-1e-40)])
    #expect(!file.hasChecksum)
    try file.verify()
  }

  @Test func `every type may stand in a file, and floats are read beside it`() throws {
    let types = [
      ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E4M3", 1), ("F8_E5M2", 1), ("F8_E8M0", 1), ("I16", 2),
      ("U16", 2),
      ("I32", 4), ("U32", 4), ("I64", 8), ("U64", 8), ("C64", 8), ("F7_OF_TOMORROW", 5),
    ]
    var (header, end) = (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#, 8)
    for (type, width) in types {
      header +=
        #","\#(type)":{"dtype":"\#(type)","shape":[2,1],"data_offsets":[\#(end),\#(end + 2 * width)]}"#
      end += 2 * width
    }
    header += #","F4":{"dtype":"F4","shape":[2],"data_offsets":[\#(end),\#(end + 1)]}"#
    header += #","F6_E2M3":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[\#(end + 1),\#(end + 4)]}}"#
    let numbers = [UInt8](repeating: 0x40, count: end + 4)
    let file = try SafetensorsFile(path: folder.write(ScratchFolder.safetensors(header, numbers)))
    #expect(file.tensors.count == types.count + 3)
    #expect(try file.values(of: "x") == [Float(bitPattern: 0x4040_4040), Float(bitPattern: 0x4040_4040)])
    #expect(file.shape(of: "I64") == [2, 1])
    for (name, _) in types + [("F4", 0), ("F6_E2M3", 0)] {
      let expected = FileError.wrongType(
        path: file.path, name: name, expected: ["F64", "F32", "F16", "BF16"], found: name)
      #expect(throws: expected) { try file.values(of: name) }
    }
  }

  @Test func `a tensor longer than a reading piece is converted whole`() throws {
    let count = (1 << 19) + 3
    let header = #"{"x":{"dtype":"F16","shape":[\#(count)],"data_offsets":[0,\#(2 * count)]}}"#
    var numbers = [UInt8](repeating: 0, count: 2 * count)
    for index in 0..<count { numbers[2 * index + 1] = index % 3 == 0 ? 0x3C : 0x40 }
    let file = try SafetensorsFile(path: folder.write(ScratchFolder.safetensors(header, numbers)))
    let values = try file.values(of: "x")
    #expect(values.count == count)
    #expect(values.enumerated().allSatisfy { $1 == ($0 % 3 == 0 ? 1 : 2) })
  }

  @Test(arguments: [
    (#"[]"#, 0, "begins with {"),
    (#"{"#, 0, "a header in JSON"),
    (#"{"x":3}"#, 0, "at x"),
    (#"{"x":{"dtype":"F32","shape":[1]}}"#, 4, "data_offsets"),
    (#"{"x":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#, 4, "at x.shape"),
    (#"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,4]}}"#, 4, "in 4 bytes, found the shape [1]"),
    (#"{"x":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}"#, 2, "in 2 bytes, found the shape [3]"),
    (#"{"x":{"dtype":"NEW","shape":[-1],"data_offsets":[0,4]}}"#, 4, "the shape [-1]"),
    (
      #"{"x":{"dtype":"NEW","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4,
      "the shape [4611686018427387904, 4]"
    ),
    (
      #"{"x":{"dtype":"I64","shape":[4611686018427387904],"data_offsets":[0,8]}}"#, 8,
      "the shape [4611686018427387904]"
    ),
    (#"{"x":{"dtype":"NEW","shape":[1],"data_offsets":[0,8]}}"#, 4, "inside the 4 bytes"),
    (#"{"x":{"dtype":"NEW","shape":[1],"data_offsets":[4,8]}}"#, 8, "x at byte 0"),
    (#"{"x":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}"#, 4, "at x.dtype"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "in 4 bytes, found the shape [2]"),
    (#"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "the shape [-1]"),
    (#"{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#, 4, "the shape [-1, -1]"),
    (
      #"{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
      "the shape [4611686018427387904, 4]"
    ),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4, "the place [0, 4, 8]"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "the place [4, 0]"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4, "the place [-4, 0]"),
    (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "inside the 4 bytes"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "expected 4 bytes of numbers, found 8"),
    (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "x at byte 0"),
    (
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8, "y at byte 8"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0078":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8, "\"x\" twice"
    ),
    (#"{"__metadata__":{"a":1}}"#, 0, "at __metadata__.a"),
    (#"{"x":{"dtype":"F32","shape":[1e30],"data_offsets":[0,4]}}"#, 4, "a header in JSON"),
  ])
  func `what is wrong with a header is said`(header: String, bytes: Int, message: String) throws {
    let path = try folder.write(ScratchFolder.safetensors(header, [UInt8](repeating: 0, count: bytes)))
    let error = #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
    guard let error, case .damaged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect("\(error)".contains(path))
    #expect("\(error)".contains(message), "\(error)")
  }

  @Test func `what is no file, too short, or longer in its header than in all is refused`() throws {
    #expect(throws: FileError.unreadable(path: folder.url.path, reason: "it is no regular file")) {
      try SafetensorsFile(path: folder.url.path)
    }
    let nowhere = #expect(throws: FileError.self) { try SafetensorsFile(path: folder.path("no")) }
    #expect("\(nowhere!)".contains("No such file"))
    let fifo = folder.path("fifo")
    mkfifo(fifo, 0o600)
    #expect(throws: FileError.self) { try SafetensorsFile(path: fifo) }
    for (bytes, message) in [
      ([], "only 0 bytes"), ([UInt8](repeating: 0xFF, count: 20), "18446744073709551615"),
      ([3, 0, 0, 0, 0, 0, 0, 0, 0x7B], "one of 3"), ([0, 0, 0, 0, 0, 0, 0, 0], "begins with {"),
      ([4, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0, 0x7D, 0], "begins with {"),
    ] as [([UInt8], String)] {
      let path = try folder.write(Data(bytes))
      let error = #expect(throws: FileError.self) { try SafetensorsFile(path: path) }
      #expect("\(error!)".contains(message), "\(error!)")
    }
  }

  @Test func `every change of a single bit is noticed`() throws {
    let path = try write(metadata: ["bearing.step": "12"])
    let whole = try Data(contentsOf: URL(filePath: path))
    for index in whole.indices {
      for bit in [0, 6] {
        var changed = whole
        changed[index] ^= 1 << bit
        try changed.write(to: URL(filePath: path))
        let isAccepted: Bool
        do throws(FileError) {
          let file = try SafetensorsFile(path: path)
          try file.verify()
          isAccepted = file.hasChecksum
        } catch {
          isAccepted = false
        }
        #expect(!isAccepted, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test(arguments: 1...8) func `no bytes at all make the reader crash`(seed: UInt64) throws {
    let whole = try [UInt8](Data(contentsOf: URL(filePath: write(metadata: ["bearing.step": "12"]))))
    var random = SeededGenerator(seed: seed)
    for _ in 0..<250 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0...40, using: &random)))
        case 1:
          bytes.insert(contentsOf: (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }, at: at)
        case 2: bytes.removeLast(bytes.count - at)
        case 3: bytes.insert(Array("{}[]\",:0123456789-eE.\\u ".utf8).randomElement(using: &random)!, at: at)
        default: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
        }
      }
      // Half of the time the length fits, so that the header itself is put to the test.
      if bytes.count >= 8, Bool.random(using: &random) {
        let length = max(
          0, min(Int(whole[0]) + Int(whole[1]) << 8 + bytes.count - whole.count, bytes.count - 8))
        withUnsafeBytes(of: UInt64(length).littleEndian) { bytes.replaceSubrange(0..<8, with: $0) }
      }
      try folder.write(Data(bytes))
      do throws(FileError) {
        let file = try SafetensorsFile(path: folder.path("file.safetensors"))
        for (name, shape) in file.tensors {
          #expect(try file.values(of: name).count == shape.reduce(1, *))
        }
        try file.verify()
      } catch {
        #expect("\(error)".contains("file.safetensors"))
      }
    }
  }
}
