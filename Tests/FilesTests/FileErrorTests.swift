import Files
import Foundation
import Testing
import TestSupport

@Suite struct FileErrorTests {
  @Test func `a full disk is told by the system's number, whatever it is called`() {
    for code in [ENOSPC, EDQUOT] {
      #expect(FileError.unwritable(path: "x", reason: .system(code)).isForLackOfRoom)
      #expect(!FileError.unreadable(path: "x", reason: .system(code)).isForLackOfRoom)
    }
    #expect(!FileError.unwritable(path: "x", reason: .system(EACCES)).isForLackOfRoom)
    #expect(
      !FileError.unwritable(path: "x", reason: .other(String(cString: strerror(ENOSPC)))).isForLackOfRoom)
    // What is full says so by itself.
    #expect(
      throws: FileError.unwritable(path: "/dev/full", reason: "something is there that is no regular file")
    ) {
      _ = try AtomicFile(path: "/dev/full")
    }
  }

  @Test func `folders are made with those above them, and a file in the way is named`() throws {
    let scratch = try ScratchFolder()
    try Folder.make(scratch.path("a/b/c"))
    try Folder.make(scratch.path("a/b/c"))
    #expect(try scratch.names(in: "a/b") == ["c"])
    try scratch.write(Data(), to: "file")
    #expect(throws: FileError.unwritable(path: scratch.path("file/x"), reason: .system(ENOTDIR))) {
      try Folder.make(scratch.path("file/x"))
    }
  }

  @Test func `a file that was shortened is damaged, not read as far as it goes`() throws {
    let scratch = try ScratchFolder()
    let file = try OpenFile(path: scratch.write(Data([1, 2, 3, 4]), to: "x"))
    #expect(try file.bytes(at: 1, count: 2) == [2, 3])
    truncate(file.path, 2)
    #expect(throws: FileError.damaged(path: file.path, expected: "4 bytes or more", found: "2 now")) {
      try file.bytes(at: 0, count: 4)
    }
  }

  @Test func `a scratch file is read back and leaves nothing`() throws {
    let scratch = try ScratchFolder()
    var file: ScratchFile? = try ScratchFile(path: scratch.path("s"))
    let line = [UInt8](repeating: 7, count: 1000)
    for _ in 0..<1000 { try file?.append { $0 += line } }
    try file?.flush()
    #expect(file?.size == 1_000_000)
    #expect(try OpenFile(path: scratch.path("s")).bytes(at: 999_000, count: 1000) == line)
    file = nil
    #expect(try scratch.names() == [])
  }
}
