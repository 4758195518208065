/// What a worker shows with each word about a run: that it is the one who has it, and which time it was given out.
///
/// Who took the run after its lease had expired counted the attempt up, so what comes late from the worker before names another
/// one.
package struct LeaseKey: Sendable, Hashable {
  package var run: Int64
  /// Unlike that of every other worker: see ``isName(_:)``.
  package var worker: String
  /// From 1.
  package var attempt: Int

  package init(run: Int64, worker: String, attempt: Int) {
    self.run = run
    self.worker = worker
    self.attempt = attempt
  }

  package var owner: RunOwner { .worker(worker) }

  /// Whether a worker may be called so: 1 to 100 of ASCII's letters, digits and `. _ : -`.
  package static func isName(_ text: String) -> Bool {
    (1...longestName).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy {
        switch $0 {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", ":", "-": true
        default: false
        }
      }
  }

  package static let namePattern = "^[A-Za-z0-9._:-]{1,\(longestName)}$"
  package static let longestName = 100

  /// Seconds for which a lease may be asked for.
  package static let seconds = 2.0...3600.0
  /// Renewed at a third of it, a worker may lose two calls in a row.
  package static let usualSeconds = 60.0
}

/// What a worker tells when it renews a lease, beside that it lives.
package struct LeaseNews: Sendable, Equatable {
  /// Seconds that the lease shall hold from now on; nil for as many as before.
  package var seconds: Double?
  /// How many threads the run is begun with.
  package var threads: Int?
  /// For the run's history.
  package var notes: [String]

  package init(seconds: Double? = nil, threads: Int? = nil, notes: [String] = []) {
    self.seconds = seconds
    self.threads = threads
    self.notes = notes
  }
}

/// What a worker is told in return.
package struct LeaseStanding: Sendable, Equatable {
  /// Whether and why to stop.
  package var stop: StopReason?
  /// How many threads the run was begun with; nil before that.
  package var threads: Int?
  /// Seconds that the lease holds from now on.
  package var seconds: Double

  package init(stop: StopReason?, threads: Int?, seconds: Double) {
    self.stop = stop
    self.threads = threads
    self.seconds = seconds
  }
}
