import Foundation
import Testing
import TestSupport

@testable import Files

/// A file of weights is there whole or not at all.
@Suite struct AtomicFileTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func write(_ path: String, count: Int = 3) throws {
    let writer = try SafetensorsWriter(path: path, tensors: [("x", [count])], metadata: [:])
    try writer.append([Float](repeating: 1, count: count))
    try writer.finish()
  }

  @Test func `an unfinished file leaves the old one and nothing else`() throws {
    let path = folder.path("x.safetensors")
    try write(path)
    let before = try Data(contentsOf: URL(filePath: path))
    do {
      let writer = try SafetensorsWriter(path: path, tensors: [("x", [1])], metadata: [:])
      try writer.append([2])
      #expect(try folder.names().count == 2)
    }
    #expect(try folder.names() == ["x.safetensors"])
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    try write(path, count: 5)
    #expect(try folder.names() == ["x.safetensors"])
    #expect(try SafetensorsFile(path: path).shape(of: "x") == [5])
  }

  @Test func `a link is followed, and what is no regular file is left alone`() throws {
    let (real, link) = (folder.path("real"), folder.path("link"))
    try write(real)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real")
    try write(link, count: 7)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real")
    #expect(try SafetensorsFile(path: real).shape(of: "x") == [7])
    let fifo = folder.path("fifo")
    mkfifo(fifo, 0o600)
    for path in [fifo, folder.url.path, "/dev/null", folder.path("no/such/x")] {
      let error = #expect(throws: FileError.self) { try write(path) }
      #expect("\(error!)".contains("\(path): cannot be written"))
    }
    #expect(try folder.names() == ["fifo", "link", "real"])
  }
}
