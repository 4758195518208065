import Concurrency
import Dispatch
import Foundation
import Testing

@Suite struct ThreadPriorityTests {
  @Test func `lowering makes this thread nicer, once, and no other thread`() {
    let other = DispatchQueue(label: "other", qos: .userInteractive)
    let before = other.sync { Self.nice() }
    let lowered = Mailbox()
    let thread = Thread {
      ThreadPriority.lower()
      let first = Self.nice()
      ThreadPriority.lower()
      lowered.put([first, Self.nice()])
    }
    thread.start()
    let expected = max(before, ThreadPriority.background)
    #expect(lowered.wait() == [expected, expected])
    #expect(other.sync { Self.nice() } == before)
  }

  /// The calling thread's nice value, as the kernel shows it: field 19 of its `stat`, the 17th after the name.
  private static func nice() -> Int32 {
    let stat = (try? String(contentsOfFile: "/proc/thread-self/stat", encoding: .utf8)) ?? ""
    let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 16 ? Int32(fields[16]) ?? -100 : -100
  }

  /// Carries one value from a thread to the test.
  private final class Mailbox: @unchecked Sendable {
    private let filled = DispatchSemaphore(value: 0)
    private var content: [Int32] = []

    func put(_ value: [Int32]) {
      content = value
      filled.signal()
    }

    func wait() -> [Int32] {
      filled.wait()
      return content
    }
  }
}
