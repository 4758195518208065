import Testing
import Tracking

struct StatusTests {
  @Test func `a job's status follows from its runs' statuses`() {
    let table: [([Status], Status)] = [
      ([.queued, .queued], .queued),
      ([.running, .queued], .running),
      ([.succeeded, .queued], .running),
      ([.cancelled, .interrupted], .interrupted),
      ([.interrupted, .queued], .interrupted),
      ([.interrupted, .running], .running),
      ([.succeeded, .succeeded], .succeeded),
      ([.succeeded, .cancelled], .cancelled),
      ([.cancelled, .failed, .succeeded], .failed),
      ([.failed, .queued], .running),
    ]
    for (runs, job) in table {
      #expect(Status.ofJob(runs: runs) == job, "\(runs)")
      #expect(Status.ofJob(runs: runs.reversed()) == job, "\(runs) in reverse")
    }
  }

  @Test func `a run's statuses follow each other as the diagram says, and nothing follows a final one`() {
    let allowed: [Status: Set<Status>] = [
      .queued: [.running, .cancelled],
      .running: [.succeeded, .failed, .cancelled, .interrupted],
      .interrupted: [.running, .cancelled],
    ]
    for from in Status.allCases {
      #expect(Set(Status.allCases.filter(from.canBecome)) == allowed[from, default: []], "from \(from)")
      #expect(from.isFinal == (allowed[from] == nil), "\(from)")
    }
  }
}
