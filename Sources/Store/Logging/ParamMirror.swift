import Formats
import Foundation
import Tracking

/// The params of a run that somebody else trains, as its job's config has them: so that lists, filters and charts find them where
/// the choices of our own runs are. `optimizer.lr` becomes the key `lr` of the object `optimizer`.
enum ParamMirror {
  /// Objects within objects at most; a key with more dots is in the table alone.
  private static let deepest = 16

  /// A config with some params more. A key that no path can have, or that is within or above another value, is left out:
  /// nothing is lost, since `run_params` has them all.
  static func adding(_ params: [LoggedText], to config: JSONValue) -> JSONValue {
    params.reduce(config) { config, param in
      guard let keys = ConfigPath(param.key)?.keys, keys.count <= deepest else { return config }
      return placing(value(of: param.value), at: keys[...], in: config) ?? config
    }
  }

  /// - Returns: nil where something else is in the way.
  private static func placing(
    _ value: JSONValue, at keys: ArraySlice<String>, in place: JSONValue?
  ) -> JSONValue? {
    guard let key = keys.first else {
      // Not in one expression, in which `nil` would be JSON's null.
      if case .some = place { return nil }
      return value
    }
    guard var members = place.map(\.members) ?? [:] else { return nil }
    guard let inner = placing(value, at: keys.dropFirst(), in: members[key]) else { return nil }
    members[key] = inner
    return .object(members)
  }

  /// A number where it is written like one of ours, so that it is sorted as one; else the text.
  private static func value(of text: String) -> JSONValue {
    guard let value = try? JSONValue(parsing: Data(text.utf8)), value.double != nil,
      value.canonicalText == text
    else { return .string(text) }
    return value
  }
}
