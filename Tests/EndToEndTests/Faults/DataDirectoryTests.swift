import Foundation
import Testing
import TestSupport

/// Data directories that a server cannot have.
@Suite(.serialized) struct DataDirectoryTests {
  @Test(.enabled(if: MountedServer.isPossible, "needs mount namespaces"))
  func `a directory that can only be read is refused, with what to type`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "read-only-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Once fresh, once with all that a server has left there.
    for _ in 0..<2 {
      let error = #expect(throws: ProcessError.self) {
        _ = try ServerProcess(
          data: folder,
          through: MountedServer.wrapper(
            #"mount --bind "$0" "$0" && mount -o remount,bind,ro "$0""#, data: folder))
      }
      let text = error?.description ?? ""
      #expect(
        text.contains("cannot use \(folder.path) as data directory: Read-only file system"), "\(text)")
      #expect(text.contains("--data DIR"), "\(text)")
      #expect(try ServerProcess(data: folder).kill(signal: SIGTERM) == 0)
    }
  }

  @Test func `a second server is refused, told who the first is, and does it no harm`() async throws {
    let tiny = try TinyDataset()
    let first = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    #expect(
      try await first.post(
        "/api/v1/jobs",
        #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"bp","epochs":100000}"#
      ).status == 201)
    try await first.wait(for: "some iterations") {
      try await first.get("/api/v1/runs/1").json()["step"].integer! > 50 ? true : nil
    }
    let error = #expect(throws: ProcessError.self) { _ = try ServerProcess(data: first.data) }
    let text = error?.description ?? ""
    #expect(text.contains("in use by another bearing (process \(first.processIdentifier))"), "\(text)")
    let run = try await first.get("/api/v1/runs/1").json()
    #expect(run["status"].string == "running" && run["attempt"].integer == 1)
    #expect(try await first.post("/api/v1/jobs/1/cancel").status == 200)
    // Its end gives the directory back, whatever the end.
    first.kill(signal: SIGKILL)
    #expect(try ServerProcess(data: first.data).kill(signal: SIGTERM) == 0)
  }
}
