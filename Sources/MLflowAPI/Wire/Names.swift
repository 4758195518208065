import Formats
import Foundation
import Tracking

/// What keys and values may be, as MLflow's own server has it.
enum Names {
  static let longestParam = 6_000
  static let longestTag = 8_000
  static let longestExperimentTag = 20_000
  static let longestExperiment = 500
  static let longestRun = 1_000

  /// - Parameter kind: `metric`, `param`, `tag`.
  /// - Throws: ``MLflowError`` for what no key may be.
  static func check(_ key: String, of kind: String) throws {
    guard !Metric.isName(key) || !isOfMLflow(key) else { return }
    let nearest = Metric.nearestName(to: key).map { "; the nearest is '\($0)'" } ?? ""
    let found = JSONValue.string(key).description
    throw MLflowError.invalid("Invalid \(kind) name: \(found). It may have \(Metric.nameRule)\(nearest).")
  }

  /// Of letters beyond ASCII MLflow takes those that stand by themselves, and no name that leads out of a folder.
  private static func isOfMLflow(_ key: String) -> Bool {
    !key.hasPrefix("..")
      && key.unicodeScalars.allSatisfy { scalar in
        if scalar.isASCII { return true }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
          .decimalNumber,
          .letterNumber, .otherNumber:
          true
        default: false
        }
      }
  }

  /// - Throws: ``MLflowError`` for a text with a character that ends texts elsewhere.
  static func checkText(_ value: String, of key: String) throws {
    if value.utf8.contains(0) {
      throw MLflowError.invalid("The value of '\(key)' has a NUL in it; leave it out.")
    }
  }

  /// What is longer is cut, as MLflow does unless it is told otherwise: a training loop should not end for it.
  static func cut(_ value: String, to length: Int) -> String {
    value.utf8.count <= length || value.unicodeScalars.count <= length
      ? value : String(String.UnicodeScalarView(value.unicodeScalars.prefix(length)))
  }

  /// - Throws: ``MLflowError`` for what no experiment may be called.
  static func checkExperiment(_ name: String) throws {
    guard !name.isEmpty else {
      throw MLflowError.invalid("Invalid experiment name: ''. It may not be empty.")
    }
    guard name.unicodeScalars.count <= longestExperiment else {
      throw MLflowError.invalid(
        "Invalid experiment name: it has \(name.unicodeScalars.count) characters; \(longestExperiment) are the most."
      )
    }
  }

  /// A name for a run that has none.
  static func invented() -> String {
    let adjectives = [
      "able", "bold", "brisk", "calm", "clear", "deft", "eager", "fair", "fleet", "gentle", "keen", "lively",
      "merry",
      "nimble", "quiet", "rapid", "sharp", "sober", "steady", "sunny", "swift", "tidy", "vivid", "wise",
    ]
    let birds = [
      "auk", "bunting", "crane", "curlew", "dunlin", "eider", "falcon", "finch", "gannet", "godwit", "heron",
      "ibis",
      "knot", "lark", "martin", "osprey", "petrel", "plover", "ruff", "skua", "stork", "swift", "tern",
      "wren",
    ]
    return
      "\(adjectives.randomElement() ?? "able")-\(birds.randomElement() ?? "tern")-\(Int.random(in: 100...999))"
  }
}
