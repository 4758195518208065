/// Which jobs are meant; nil means any.
package struct JobFilter: Sendable, Equatable {
  package var status: Status?
  package var experiment: String?
  /// A tag that the job has to carry.
  package var tag: Tag?

  /// One tag of a job, written `key:value`. Both may have colons of their own, so that one text may be more than one tag:
  /// `a:b:c` is `b:c` under `a`, and `c` under `a:b`.
  package struct Tag: Sendable, Equatable {
    package let text: String

    /// Characters of a key at most.
    private static let longestKey = 64

    /// - Returns: nil for a text without a colon.
    package init?(_ text: String) {
      guard text.unicodeScalars.contains(":") else { return nil }
      self.text = text
    }

    package init(key: String, value: String) { text = key + ":" + value }

    /// Every tag that it may be, the shortest key first; none with a key that is too long for one.
    package var readings: [(key: String, value: String)] {
      let scalars = text.unicodeScalars
      return scalars.prefix(Self.longestKey + 1).indices.filter { scalars[$0] == ":" }.map { colon in
        (String(scalars[..<colon]), String(scalars[scalars.index(after: colon)...]))
      }
    }
  }

  package init(status: Status? = nil, experiment: String? = nil, tag: Tag? = nil) {
    self.status = status
    self.experiment = experiment
    self.tag = tag
  }
}

/// What can be done to many jobs in one call.
package enum JobsChange: String, Sendable, CaseIterable {
  case cancel, pause, resume, delete
}
