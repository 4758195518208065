import Foundation

/// The servers that are there. What is kept in a static variable, one server for a whole suite, is never released:
/// this ends it together with the tests.
enum LiveServers {
  private struct Entry {
    var process: Process
    /// The directory that goes with it.
    var data: URL?
  }

  private static let lock = NSLock()
  nonisolated(unsafe) private static var entries: [ObjectIdentifier: Entry] = [:]
  private static let isRegistered: Void = { _ = atexit { LiveServers.endAll() } }()

  static func add(_ process: Process, data: URL?) {
    _ = isRegistered
    lock.withLock { entries[ObjectIdentifier(process)] = Entry(process: process, data: data) }
  }

  static func remove(_ process: Process) {
    lock.withLock { _ = entries.removeValue(forKey: ObjectIdentifier(process)) }
  }

  /// Not `waitUntilExit`, which needs threads that may be gone when a process ends.
  private static func endAll() {
    for entry in lock.withLock({ Array(entries.values) }) {
      if entry.process.isRunning { kill(entry.process.processIdentifier, SIGKILL) }
      if let data = entry.data { try? FileManager.default.removeItem(at: data) }
    }
  }
}
