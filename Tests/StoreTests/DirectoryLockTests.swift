import Foundation
import Store
import Testing

@Suite struct DirectoryLockTests {
  private let directory = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)")
    .path

  @Test func `a second holder is refused and told who the first is`() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let first = try DirectoryLock(directory)
    let error = #expect(throws: StoreError.self) { _ = try DirectoryLock(directory) }
    let process = "\(ProcessInfo.processInfo.processIdentifier)"
    #expect(error == .inUse(path: directory, process: process))
    withExtendedLifetime(first) {}
  }

  @Test func `the right is free again once its holder is gone`() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    do { _ = try DirectoryLock(directory) }
    #expect(throws: Never.self) { _ = try DirectoryLock(directory) }
  }

  @Test func `a file where the directory should be is an error`() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try Data().write(to: URL(filePath: directory))
    #expect(throws: StoreError.self) { _ = try DirectoryLock(directory) }
  }
}
