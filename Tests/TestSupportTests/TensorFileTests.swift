import Foundation
import Testing
import TestSupport

@Suite struct TensorFileTests {
  /// A file by hand: length, header, body.
  private func file(_ header: String, _ body: [UInt8], length: UInt64? = nil) throws -> TensorFile {
    let length = length ?? UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return try TensorFile(Data(prefix + Array(header.utf8) + body), name: "hand.safetensors")
  }

  @Test func `reads every kind of number, little-endian, at its offset`() throws {
    let header = """
      {"__metadata__":{"torch":"2"},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},\
      "f":{"dtype":"F32","shape":[1,2],"data_offsets":[2,10]},\
      "d":{"dtype":"F64","shape":[],"data_offsets":[10,18]},\
      "i":{"dtype":"I64","shape":[1],"data_offsets":[18,26]}}
      """
    // 1.5 is 0x3FC00000 as a float, -2 is 0xC0000000; 1.5 is 0x3FF8... as a double; -2 is all ones but the last bit.
    let body: [UInt8] =
      [7, 255] + [0, 0, 0xC0, 0x3F] + [0, 0, 0, 0xC0] + [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]
      + [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    let tensors = try file(header, body).tensors
    #expect(tensors.keys.sorted() == ["b", "d", "f", "i"])
    #expect(tensors["b"] == TensorFile.Tensor(shape: [2], values: [7, 255]))
    #expect(tensors["f"] == TensorFile.Tensor(shape: [1, 2], values: [1.5, -2]))
    #expect(tensors["d"] == TensorFile.Tensor(shape: [], values: [1.5]))
    #expect(tensors["i"] == TensorFile.Tensor(shape: [1], values: [-2]))
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "puts [2] of F32, 8 bytes, at [0, 4] of 8"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#, "at [0, 12] of 8"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, "at [-4, 0] of 8"),
    (#"{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}"#, "puts [-1, -2] of F32"),
    (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, "at [0, 8] of 8"),
    (#"{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}"#, "holds BF16, expected one of"),
    (#"{"a":{"dtype":"F32"}}"#, "a header that is not tensors"),
    ("nonsense", "a header that is not tensors"),
  ])
  func `a file that does not add up is an error that says so`(header: String, problem: String) throws {
    let error = try #require(throws: TensorFileError.self) {
      try file(header, [UInt8](repeating: 0, count: 8))
    }
    #expect(error.description.hasPrefix("hand.safetensors "))
    #expect(error.description.contains(problem))
  }

  @Test func `a truncated file is an error`() throws {
    #expect(throws: TensorFileError.self) { try TensorFile(Data([1, 0]), name: "short") }
    let error = try #require(throws: TensorFileError.self) { try file("{}", [], length: .max) }
    #expect(error.description.contains("header has 18446744073709551615 bytes, but only 2 follow"))
  }

  @Test func `a group is the tensors under a prefix`() throws {
    let header = """
      {"x/a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x/b/c":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},\
      "xy":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}
      """
    let tensors = try file(header, [1, 2, 3])
    #expect(tensors.group("x") == ["a": [1], "b/c": [2]])
    #expect(try tensors("xy").values == [3])
    let error = try #require(throws: TensorFileError.self) { try tensors("x/z") }
    #expect(error.description.contains(#"no tensor x/z, only ["x/a", "x/b/c", "xy"]"#))
  }

  @Test func `the committed fixtures are read by name and shape`() throws {
    let fc5 = try Fixtures.fc5()
    #expect(try fc5("pictures").shape == [200, 28, 28])
    #expect(try fc5("initial/fc1.weight").shape == [24, 784])
    #expect(try fc5("initial/fc4.feedback").shape == [10, 24])
    #expect(try fc5("dkp/angle").shape == [20, 4])
    #expect(try Fixtures.methods()("norm-relu/serial/fc3.feedback").shape == [3, 4])
  }
}
