import Foundation
import Store
import Tracking

/// A database of many long runs, made through the writer that training uses.
struct BenchDatabase {
  let runs: Int
  let metrics: Int
  let points: Int

  /// Points per second that went in, over all and over the first and the last tenth: equal if inserting is linear.
  struct Rates: Encodable {
    var all: Double
    var firstTenth: Double
    var lastTenth: Double
  }

  /// The part of a URL's query that asks for everything in it.
  var query: String {
    let ids = (1...runs).map(String.init).joined(separator: ",")
    let names = Set(BenchCurve.metrics(metrics).map(\.name)).sorted().joined(separator: ",")
    return "runs=\(ids)&names=\(names)"
  }

  /// Writes it, run after run, and closes the directory.
  ///
  /// - Throws: ``Failure`` when the directory has jobs already.
  func make(in directory: DataDirectory) throws -> Rates {
    let store = directory.store
    guard try store.jobs(limit: 1).items.isEmpty else {
      try directory.close()
      throw Failure("\(store.path) has jobs already; give an empty folder with --data DIR")
    }
    let job = try store.insert(BenchCurve.job("reading", runs: runs, steps: points))
    // Times of the ten parts: a tenth of all points may end within a run.
    var parts: [Double] = []
    var start = ContinuousClock.now
    for run in job.runs {
      _ = try store.claim(run: run.id)
      let series = try BenchCurve.metrics(metrics).map { try store.writer.series(of: $0, in: run.id) }
      var curve = BenchCurve(series: series, seed: run.seed)
      var step = 0
      while step < points {
        // Up to the run's end or the part's, whichever comes first.
        let before = (run.trial - 1) * points
        let partEnd = (runs * points * (parts.count + 1) + 9) / 10
        let next = min(points, partEnd - before)
        curve.append(step + 1...next, run: run.id, to: store.writer)
        step = next
        if before + next == partEnd {
          try store.writer.flush()
          let now = ContinuousClock.now
          parts.append((now - start) / .seconds(1))
          start = now
        }
      }
      try store.writer.flush()
      try store.finish(run: run.id, as: .succeeded, message: nil)
    }
    try directory.close()
    let tenth = Double(runs * points * metrics) / 10
    return Rates(
      all: 10 * tenth / parts.reduce(0, +), firstTenth: tenth / parts[0], lastTenth: tenth / parts[9])
  }

  /// Makes the next read of a file come from the disk, where the system can: its pages are clean once it is synced.
  static func dropFromCache(_ path: String) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    fsync(file.fileDescriptor)
    posix_fadvise(file.fileDescriptor, 0, 0, POSIX_FADV_DONTNEED)
  }
}
