import Datasets

/// The word that a mistyped one was meant to be.
package enum NearestWord {
  /// The one of `known` that is nearest to `word`; nil if none is near. Upper and lower case count as the same.
  package static func to(_ word: String, in known: [String]) -> String? {
    Spelling.nearest(to: word, in: known)
  }
}
