import TestSupport

/// Tables of a config's keys, made of its JSON Schema.
struct ConfigTables {
  private let schema: JSONTree

  /// - Parameter schema: the answer of `GET /schema/job`.
  init(_ schema: JSONTree) { self.schema = schema }

  /// Every key that is not an option of a named choice: the required ones, how long, then the others.
  var keys: String {
    var table = MarkdownTable("key", "value", "default", "meaning")
    let required = schema["required"].list.compactMap(\.string)
    let either = schema["oneOf"].list.flatMap { $0["required"].list.compactMap(\.string) }
    let first = required + either
    for key in first + schema["properties"].keys.filter({ !first.contains($0) }) {
      let mark = required.contains(key) ? "required" : either.contains(key) ? "one of both" : ""
      add(key, schema["properties"][key], mark, to: &table)
    }
    return table.text
  }

  private func add(_ path: String, _ schema: JSONTree, _ mark: String, to table: inout MarkdownTable) {
    let inner = schema["properties"]
    table.add(
      "`\(path)`", Self.value(schema), mark.isEmpty && inner.keys.isEmpty ? Self.standard(schema) : mark,
      schema["description"].string ?? "")
    for key in inner.keys { add("\(path).\(key)", inner[key], "", to: &table) }
  }

  /// The learning rules.
  var methods: String {
    var table = MarkdownTable("method", "what it is", "signal", "options")
    for one in schema["properties"]["method"]["anyOf"].list where !one["properties"].keys.isEmpty {
      let options = one["properties"].keys.filter { $0 != "name" }.map {
        let option = one["properties"][$0]
        return "`\($0)`: \(option["description"].string ?? "") (\(Self.standard(option)))"
      }
      table.add(
        "`\(Self.name(one))`", one["description"].string ?? "", one["x-route"].string ?? "",
        options.joined(separator: "; "))
    }
    return table.text
  }

  /// A section for every key whose value is a name with options, but for `method`.
  var options: String {
    var sections: [(paths: [String], table: String)] = []
    for key in schema["properties"].keys where key != "method" {
      collect(key, schema["properties"][key], into: &sections)
    }
    return sections.map { "#### \(MarkdownTable.codes($0.paths))\n\n\($0.table)" }.joined(separator: "\n")
  }

  private func collect(
    _ path: String, _ schema: JSONTree, into sections: inout [(paths: [String], table: String)]
  ) {
    let named = schema["anyOf"].list.filter { !$0["properties"].keys.isEmpty }
    if !named.isEmpty {
      let table = Self.table(of: named)
      if let same = sections.firstIndex(where: { $0.table == table }) {
        sections[same].paths.append(path)
      } else {
        sections.append((paths: [path], table: table))
      }
    }
    for one in named + [schema] {
      for key in one["properties"].keys { collect("\(path).\(key)", one["properties"][key], into: &sections) }
    }
    if schema["items"].exists { collect("\(path)[]", schema["items"], into: &sections) }
  }

  private static func table(of named: [JSONTree]) -> String {
    var table = MarkdownTable("name", "option", "value", "default", "meaning")
    for one in named {
      let keys = one["properties"].keys.filter { $0 != "name" }
      let required = one["required"].list.compactMap(\.string)
      let summary = one["description"].string ?? ""
      if keys.isEmpty || !summary.isEmpty { table.add("`\(name(one))`", "", "", "", summary) }
      for key in keys {
        let option = one["properties"][key]
        table.add(
          summary.isEmpty && key == keys[0] ? "`\(name(one))`" : "", "`\(key)`", value(option),
          required.contains(key) ? "required" : standard(option), option["description"].string ?? "")
      }
    }
    return table.text
  }

  private static func name(_ named: JSONTree) -> String {
    named["properties"]["name"]["enum"].list.first?.string ?? ""
  }

  private static func standard(_ schema: JSONTree) -> String { MarkdownTable.code(schema["default"].text) }

  /// What a key may hold, in words.
  private static func value(_ schema: JSONTree) -> String {
    let names = schema["enum"].list.compactMap(\.string)
    if !names.isEmpty { return MarkdownTable.codes(names) }
    if schema["anyOf"].exists {
      let bare = schema["anyOf"].list.flatMap { $0["enum"].list.compactMap(\.string) }
      let all = schema["anyOf"].list.map(name).filter { !$0.isEmpty }
      return MarkdownTable.codes(all) + (bare.isEmpty ? ", as an object" : ", or an object with its `name`")
    }
    switch schema["type"].string {
    case "boolean": return "`true`, `false`"
    case "object": return schema["additionalProperties"]["type"].exists ? "texts by name" : "object"
    case "array":
      let (least, most) = (schema["minItems"].text, schema["maxItems"].text)
      return "list of \(least == most ? most : "\(least) to \(most)"): \(value(schema["items"]))"
    case "string": return "text of at most \(schema["maxLength"].text) characters"
    case let type?:
      let low = schema["exclusiveMinimum"]
      let range = low.exists ? "above \(low.text), at most" : "\(schema["minimum"].text) to"
      return "\(type), \(range) \(schema["maximum"].text)"
    case nil: return ""
    }
  }
}
