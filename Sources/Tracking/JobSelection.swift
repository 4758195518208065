/// Which jobs are meant, in the one vocabulary of lists, bulk actions and page addresses.
///
/// Each part is a list of alternatives, and one without any means every job; all parts have to hold together. Of tags and
/// config keys only values of the same key are alternatives: whoever asks for `who:me` and `sweep:7` means jobs with both.
package struct JobSelection: Sendable, Equatable {
  /// Texts to search for. Every word of one of them has to occur, whatever its case.
  package var q: [String]
  package var status: [Status]
  package var experiment: [String]
  package var method: [String]
  package var network: [String]
  package var dataset: [String]
  package var tag: [Tag]
  package var config: [ConfigChoice]
  /// Ids, in ranges that may overlap.
  package var jobs: [ClosedRange<Int64>]
  /// Ids of runs: a job is meant if one of its runs is. Where runs are listed, they alone are.
  package var runs: [ClosedRange<Int64>]

  package init(
    q: [String] = [], status: [Status] = [], experiment: [String] = [], method: [String] = [],
    network: [String] = [], dataset: [String] = [], tag: [Tag] = [], config: [ConfigChoice] = [],
    jobs: [ClosedRange<Int64>] = [], runs: [ClosedRange<Int64>] = []
  ) {
    self.q = q
    self.status = status
    self.experiment = experiment
    self.method = method
    self.network = network
    self.dataset = dataset
    self.tag = tag
    self.config = config
    self.jobs = jobs
    self.runs = runs
  }

  /// The words of each text that has any.
  package var searches: [[String]] {
    q.map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }.filter { !$0.isEmpty }
  }

  /// Words that all searches together may have.
  package static let mostWords = 40

  /// One tag of a job, written `key:value`. Both may have colons of their own, so that one text may be more than one tag:
  /// `a:b:c` is `b:c` under `a`, and `c` under `a:b`.
  package struct Tag: Sendable, Equatable {
    package let text: String

    /// Characters of a key at most.
    private static let longestKey = 250

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

    /// What tags are alternatives of each other by: the text before the first colon.
    package var group: String {
      String(text.unicodeScalars.prefix { $0 != ":" })
    }
  }

  /// A value of a config's key, written `path:value`, as in `optimizer.learning_rate:0.01`.
  package struct ConfigChoice: Sendable, Equatable {
    package var path: ConfigPath
    /// As the stored JSON has it, a string without its quotes. Empty stands for the key not being there, too.
    package var value: String

    package init(path: ConfigPath, value: String) {
      self.path = path
      self.value = value
    }

    /// - Returns: nil for a text that is none.
    package init?(_ text: String) {
      let scalars = text.unicodeScalars
      guard let colon = scalars.firstIndex(of: ":"), let path = ConfigPath(String(scalars[..<colon])) else {
        return nil
      }
      self.init(path: path, value: String(scalars[scalars.index(after: colon)...]))
    }
  }
}

/// A key of a config: `optimizer.learning_rate` is the key `learning_rate` of the object `optimizer`.
package struct ConfigPath: Sendable, Hashable {
  package let text: String

  /// Characters at most.
  package static let longest = 200

  /// What a path looks like, as a regular expression. A key with a dot or a quotation mark in it has none.
  package static let pattern = #"[^:."\u0000]+(\.[^:."\u0000]+)*"#

  /// - Returns: nil for a text that is none.
  package init?(_ text: String) {
    let keys = text.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
    guard text.unicodeScalars.count <= Self.longest, keys.allSatisfy(Self.isKey) else { return nil }
    self.text = text
  }

  /// Whether a path can have a key.
  package static func isKey(_ key: some Collection<Unicode.Scalar>) -> Bool {
    !key.isEmpty && !key.contains { $0 == "." || $0 == ":" || $0 == "\"" || $0 == "\0" }
  }

  /// From the outermost object on.
  package var keys: [String] {
    text.unicodeScalars.split(separator: ".").map { String($0) }
  }
}
