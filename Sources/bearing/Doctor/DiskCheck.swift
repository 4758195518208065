import Foundation

/// The disk under the data directory: room, whether it can be written to, and how long a sync takes.
struct DiskCheck {
  let directory: String

  /// Bytes below which a run of some length will not find room.
  private static let little: UInt64 = 5 << 30
  private static let tooLittle: UInt64 = 200 << 20
  /// Points are committed five times a second; each commit waits for the disk.
  private static let slowSync = 0.1

  func findings() -> [Finding] {
    // The directory itself may not be there yet; then what matters is the folder that it will be made in.
    var folder = URL(filePath: directory)
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    return [room(folder.path), sync(folder.path)]
  }

  private func room(_ folder: String) -> Finding {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else {
      return .fail("\(folder): \(String(cString: strerror(errno)))", "choose another folder with --data DIR")
    }
    let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    let text = "\(ProgressLine.fixed(Double(free) / 1e9, 1)) GB free at \(folder)"
    let advice = "make room, or choose another folder with --data DIR"
    if free < Self.tooLittle { return .fail(text, advice) }
    return free < Self.little ? .warn(text, advice) : .ok(text)
  }

  private func sync(_ folder: String) -> Finding {
    let path = folder + "/.bearing-doctor-\(UUID().uuidString)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      return .fail(
        "\(folder) cannot be written to: \(String(cString: strerror(errno)))",
        "type: chown \(NSUserName()) \(folder), or choose another folder with --data DIR")
    }
    defer {
      close(descriptor)
      unlink(path)
    }
    let block = [UInt8](repeating: 1, count: 4096)
    var times: [Double] = []
    for _ in 0..<5 {
      let start = ContinuousClock.now
      guard write(descriptor, block, block.count) == block.count, fsync(descriptor) == 0 else {
        return .fail(
          "\(folder): a test file cannot be written: \(String(cString: strerror(errno)))",
          "make room, or choose another folder with --data DIR")
      }
      times.append((ContinuousClock.now - start) / .seconds(1))
    }
    let median = times.sorted()[2]
    let text = "a sync of 4 KiB takes \(ProgressLine.fixed(median * 1e3, 2)) ms at \(folder)"
    return median < Self.slowSync
      ? .ok(text) : .warn(text, "the log of points will lag behind: use a local disk with --data DIR")
  }
}
