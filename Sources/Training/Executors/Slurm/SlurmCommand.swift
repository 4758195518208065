import Dispatch
import Foundation

/// Runs Slurm's own commands: what they do, any version of Slurm since 20.11 does.
package enum SlurmCommand {
  package struct Result: Sendable {
    package var status: Int32
    package var output: String
    package var errors: String
  }

  /// That a command did not do what it was to do.
  package struct Failure: Error, CustomStringConvertible {
    package let command: String
    package let message: String

    package var description: String { "\(command): \(message)" }
  }

  /// Seconds for one call. One that waits for a controller which does not answer would wait longer.
  private static let patience = 60.0

  /// - Returns: what it printed.
  /// - Throws: ``Failure`` with the last of what it complained of.
  package static func run(_ command: String, _ arguments: [String], input: String = "") throws -> String {
    let result = try call(command, arguments, input: input)
    guard result.status == 0 else {
      let lines = result.errors.split(separator: "\n").map { line in
        // sbatch: error: Batch job submission failed: Invalid partition name specified
        line.hasPrefix("\(command): ") ? String(line.dropFirst(command.count + 2)) : String(line)
      }
      let told = lines.last { $0.hasPrefix("error: ") }?.dropFirst("error: ".count)
      throw Failure(
        command: command,
        message: told.map(String.init) ?? lines.last ?? "ended with status \(result.status)")
    }
    return result.output
  }

  /// The same whatever it ends with.
  ///
  /// - Throws: ``Failure`` for a command that is not there, or takes too long.
  package static func call(_ command: String, _ arguments: [String], input: String = "") throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [command] + arguments
    let (inputPipe, outputPipe, errorPipe) = (Pipe(), Pipe(), Pipe())
    process.standardInput = inputPipe
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    do {
      try process.run()
    } catch {
      throw Failure(command: command, message: "cannot be started: \(error.localizedDescription)")
    }
    let timer = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + patience, execute: timer)
    // Side by side, so that no pipe fills up while another is read.
    let errors = Box()
    let isRead = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      errors.data = errorPipe.fileHandleForReading.readDataToEndOfFile()
      isRead.signal()
    }
    try? inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? inputPipe.fileHandleForWriting.close()
    let output = outputPipe.fileHandleForReading.readDataToEndOfFile()
    isRead.wait()
    process.waitUntilExit()
    timer.cancel()
    if process.terminationReason == .uncaughtSignal {
      throw Failure(command: command, message: "gave no answer within \(Int(patience)) s")
    }
    if process.terminationStatus == 127 {
      throw Failure(command: command, message: "is not on the PATH; Debian has it in slurm-client")
    }
    return Result(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors.data, as: UTF8.self))
  }

  private final class Box: @unchecked Sendable {
    // Written by one thread, and read by another that has waited for it.
    var data = Data()
  }
}
