import Foundation
import TestSupport

/// A server whose data directory is a file system of its own, mounted where only the server sees it.
final class MountedServer {
  let server: ServerProcess
  private let data: URL

  /// Whether this machine lets a user mount in a namespace.
  static let isPossible: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mount-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = wrapper("mount -t tmpfs -o size=64k none \"$0\"", data: folder) + ["true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// A command that does `mount`, in which `$0` is the data directory, in a namespace and then becomes what follows it.
  static func wrapper(_ mount: String, data: URL) -> [String] {
    ["unshare", "--map-root-user", "--mount", "sh", "-c", "\(mount) && exec \"$@\"", data.path]
  }

  /// - Parameter room: bytes.
  init(room: Int, arguments: [String]) throws {
    data = FileManager.default.temporaryDirectory.appending(path: "mounted-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    server = try ServerProcess(
      data: data, arguments: arguments,
      through: Self.wrapper("mount -t tmpfs -o size=\(room) none \"$0\"", data: data))
  }

  deinit { try? FileManager.default.removeItem(at: data) }

  /// The data directory as the server sees it.
  var seen: URL { URL(filePath: "/proc/\(server.processIdentifier)/root\(data.path)") }

  /// Takes all the room that is left.
  func fill() throws {
    let path = seen.appending(path: "ballast").path
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw ProcessError(description: "\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    let zeros = [UInt8](repeating: 0, count: 4096)
    while zeros.withUnsafeBytes({ write(file, $0.baseAddress!, $0.count) }) > 0 {}
  }

  /// Gives it back.
  func makeRoom() throws { try FileManager.default.removeItem(at: seen.appending(path: "ballast")) }
}
