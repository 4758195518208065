import Files
import Foundation

/// A run of this program in a process of its own, with text in and text out.
struct SQLProcess {
  /// How it ended.
  enum End: Equatable {
    case output(Data)
    /// It was killed, when its time was up.
    case late
    /// It ended with this status, as `waitpid` gives it, or was killed for too long an output.
    case failed(Int32)
    /// It could not be started, for this reason.
    case notStarted(String)
  }

  let arguments: [String]
  /// Until it is killed.
  let seconds: Double
  /// Of output at most.
  let bytes: Int

  /// Starts it, hands `input` over and waits for its end.
  func run(input: Data) -> End {
    var sockets: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &sockets) == 0 else { return .notStarted(Self.reason(errno)) }
    defer { close(sockets[0]) }
    var process: pid_t = 0
    let code = spawn(&process, at: sockets[1])
    close(sockets[1])
    guard code == 0 else { return .notStarted(Self.reason(code)) }
    let deadline = ContinuousClock.now + .seconds(seconds)
    // A process that has ended already shows when its output is read.
    _ = input.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = send(
          sockets[0], bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        if count <= 0 { break }
        sent += count
      }
      return sent
    }
    shutdown(sockets[0], Int32(SHUT_WR))
    let (output, isLate) = read(sockets[0], until: deadline)
    if output == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    _ = SystemCall.retrying { Int(waitpid(process, &status, 0)) }
    if isLate { return .late }
    return output.flatMap { status == 0 ? .output($0) : nil } ?? .failed(status)
  }

  /// - Returns: everything that is written, or nil if it came too late or was too much.
  private func read(_ socket: Int32, until deadline: ContinuousClock.Instant) -> (Data?, isLate: Bool) {
    var output = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return (nil, true) }
      var event = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&event, 1, Int32(min(left + 1, 60_000))) > 0 else { continue }
      let count = SystemCall.retrying { recv(socket, &buffer, buffer.count, 0) }
      if count == 0 { return (output, false) }
      guard count > 0, output.count + count <= bytes else { return (nil, false) }
      output.append(contentsOf: buffer[..<count])
    }
  }

  /// Starts the program with `socket` as its standard input and output, and the log. Every other descriptor of ours
  /// is closed at the start of another program.
  private func spawn(_ process: inout pid_t, at socket: Int32) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO)
    // The signals that this process blocks or ignores mean what they usually do there.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words: [UnsafeMutablePointer<CChar>?] = (["bearing"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    // The kernel's own link: right even if the file was replaced meanwhile.
    return posix_spawn(&process, "/proc/self/exe", &actions, &attributes, words, environ)
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
