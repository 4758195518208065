import Formats
import Foundation
import Training

/// One thing that the doctor looked at.
struct Finding {
  enum Level: String {
    /// As it should be.
    case ok
    /// It works, but worse than it could.
    case warn
    /// It does not work.
    case fail
  }

  var level: Level
  /// What was looked at, and what it is like.
  var what: String
  /// What to do about it; empty when there is nothing to do.
  var advice: String

  static func ok(_ what: String) -> Finding { Finding(level: .ok, what: what, advice: "") }
  static func warn(_ what: String, _ advice: String) -> Finding {
    Finding(level: .warn, what: what, advice: advice)
  }
  static func fail(_ what: String, _ advice: String) -> Finding {
    Finding(level: .fail, what: what, advice: advice)
  }

  /// `ok    what  what to do`, on one line.
  var line: String {
    let level = level.rawValue.padding(toLength: 6, withPad: " ", startingAt: 0)
    return (level + what + (advice.isEmpty ? "" : "  " + advice)).replacing("\n", with: " ")
  }

  var json: JSONValue {
    ["level": .string(level.rawValue), "what": .string(what), "advice": .string(advice)]
  }
}
