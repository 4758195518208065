import Foundation
import FoundationNetworking

/// A real `bearing serve` on a free port with a data directory of its own, which goes with the process.
package final class ServerProcess: @unchecked Sendable {
  /// `http://127.0.0.1:PORT`.
  package let url: URL
  /// The data directory.
  package let data: URL
  private let process: Process
  private let ownsData: Bool

  /// Starts the program and waits until it says where it is.
  ///
  /// - Parameters:
  ///   - data: a data directory to use again; nil for a fresh one.
  ///   - arguments: more options of `serve`.
  ///   - wrapper: a command that ends by executing its arguments, in whose world the program is to live; none for ours.
  /// - Throws: ``ProcessError`` with what the program printed when it does not start.
  package init(data: URL? = nil, arguments: [String] = [], through wrapper: [String] = []) throws {
    ownsData = data == nil
    self.data = data ?? FileManager.default.temporaryDirectory.appending(path: "bearing-\(UUID().uuidString)")
    process = Process()
    let command = [Self.program.path, "serve", "--port", "0", "--data", self.data.path] + arguments
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = wrapper + command
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    LiveServers.add(process, data: ownsData ? self.data : nil)
    let log = Drain(errors)
    guard let line = Self.firstLine(of: output), let text = line.split(separator: " ").last,
      let url = URL(string: String(text)), url.port != nil
    else {
      process.terminate()
      throw ProcessError(description: "bearing serve did not say where it is:\n\(log.whole())")
    }
    self.url = url
    self.log = log
  }

  /// What the server has logged so far.
  package let log: Drain

  deinit {
    kill(signal: SIGKILL)
    LiveServers.remove(process)
    if ownsData { try? FileManager.default.removeItem(at: data) }
  }

  /// Sends a signal and waits for the end.
  ///
  /// - Returns: the exit status, or the number of the signal that ended it.
  @discardableResult
  package func kill(signal: Int32) -> Int32 {
    if process.isRunning { Foundation.kill(process.processIdentifier, signal) }
    process.waitUntilExit()
    return process.terminationStatus
  }

  package var isRunning: Bool { process.isRunning }

  package var processIdentifier: Int32 { process.processIdentifier }

  /// The program that was built together with the tests.
  package static var program: URL {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "bearing")
  }

  private static func firstLine(of pipe: Pipe) -> String? {
    var bytes = Data()
    while !bytes.contains(UInt8(ascii: "\n")) {
      let more = pipe.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      bytes.append(more)
    }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}

/// Reads a pipe as it fills, so that its writer never has to wait.
package final class Drain: @unchecked Sendable {
  private let lock = NSLock()
  private var bytes = Data()
  private let end = DispatchSemaphore(value: 0)

  package init(_ pipe: Pipe) {
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let more = handle.availableData
      self?.lock.withLock { self?.bytes.append(more) }
      if more.isEmpty {
        handle.readabilityHandler = nil
        self?.end.signal()
      }
    }
  }

  /// What has been read so far.
  package var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// All that its writer wrote, once that has gone: waited for, since it may go before it is read.
  package func whole(within seconds: Double = 10) -> String {
    if end.wait(timeout: .now() + seconds) == .success { end.signal() }
    return text
  }
}

/// Why a program did not do what a test needs.
package struct ProcessError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}
