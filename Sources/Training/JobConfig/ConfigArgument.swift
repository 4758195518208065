import Formats
import Foundation

/// What `key.path=value` of a command line means: there are no quotes there that would tell a text from a number, but a
/// config's keys say which of the two they want.
package enum ConfigArgument {
  /// The value that a text stands for.
  ///
  /// Where a config wants text, the characters are taken as they were typed: `name=2024` and `tags.commit=5e12` are no
  /// numbers there. A text in JSON's quotes means what is between them. Anywhere else it is JSON, or a text if it is none.
  ///
  /// - Parameter key: the path with dots, also into the `overrides` of a preset.
  package static func value(of text: String, for key: String) -> JSONValue {
    let json = try? JSONValue(parsing: Data(text.utf8))
    guard let taken = wantsText(key) else { return json ?? .string(text) }
    if case .string? = json { return json! }
    // Null takes a key away, as it does in every change to a config; but a label may say so.
    return taken == .key && json == .null ? .null : .string(text)
  }

  /// The values of a list with commas, as `--sweep` takes it; a JSON array stands for itself.
  package static func values(in text: String, for key: String) -> [JSONValue] {
    if case .array(let values)? = try? JSONValue(parsing: Data(text.utf8)) { return values }
    return text.split(separator: ",", omittingEmptySubsequences: false).map {
      value(of: String($0), for: key)
    }
  }

  private enum Wanted {
    case key, label
  }

  /// Which text a key wants; nil for one that wants something else, or that is unknown.
  private static func wantsText(_ key: String) -> Wanted? {
    var path = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
    if path.first == "overrides" { path = path.dropFirst() }
    if path == ["preset"] { return .key }
    return wantsText(path, in: fields)
  }

  private static func wantsText(_ path: ArraySlice<String>, in fields: [ConfigField]) -> Wanted? {
    guard let key = path.first else { return nil }
    let rest = path.dropFirst()
    // The options of different names may be called alike.
    return fields.lazy.filter { $0.key == key }.compactMap { wantsText(rest, of: $0.kind) }.first
  }

  private static func wantsText(_ path: ArraySlice<String>, of kind: ConfigField.Kind) -> Wanted? {
    switch kind {
    case .text, .choice: path.isEmpty ? .key : nil
    case .labels: path.count == 1 ? .label : nil
    case .object(let fields): wantsText(path, in: fields)
    case .nameOrObject(let options):
      path == ["name"] ? .key : wantsText(path, in: options.flatMap(\.fields))
    case .flag, .integer, .number, .anyObject, .list: nil
    }
  }

  /// Every key of a config, as reading an empty one declares them.
  private static var fields: [ConfigField] {
    ConfigReader.fields {
      _ = JobConfig.read($0, datasets: DatasetLibrary.registered.names, allowingFiles: true)
    }
  }
}
