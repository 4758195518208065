import TestSupport

/// The calls of the API, made of its OpenAPI document.
struct CallTables {
  private struct Call {
    var method: String
    var path: String
    var description: JSONTree

    var parameters: [JSONTree] { description["parameters"].list.filter { $0["in"].string == "query" } }
    var written: String { "\(method) \(path)" }
  }

  private let calls: [Call]
  private let families: [JSONTree]
  /// Descriptions of the parameters that pick jobs, which every call that is about many jobs takes.
  private let selection: Set<String>

  /// - Parameter document: `/openapi.json`.
  init(_ document: JSONTree) {
    let order = ["get", "post", "put", "patch", "delete"]
    families = document["tags"].list
    calls = document["paths"].keys.filter { $0.hasPrefix("/api/v1") }.flatMap { path in
      order.filter { document["paths"][path][$0].exists }.map {
        Call(
          method: $0.uppercased(), path: String(path.trimmingPrefix("/api/v1")),
          description: document["paths"][path][$0])
      }
    }
    let deletion = calls.first { $0.written == "DELETE /jobs" }?.parameters ?? []
    selection = Set(
      deletion.filter { $0["name"].string != "expected" }.compactMap { $0["description"].string })
  }

  /// What a call takes, those parameters in a word.
  private func query(of call: Call) -> String {
    let others = call.parameters.filter { !selection.contains($0["description"].string ?? "") }
    let codes = MarkdownTable.codes(others.compactMap { $0["name"].string })
    guard others.count < call.parameters.count else { return codes }
    return "[a selection](#queries)" + (codes.isEmpty ? "" : ", " + codes)
  }

  /// Statuses that each of some calls may answer with.
  private static func common(to calls: [Call]) -> Set<String> {
    calls.map { Set($0.description["responses"].keys) }.reduce(nil) { $0?.intersection($1) ?? $1 } ?? []
  }

  /// A table for every family of calls, and what they have in common.
  var text: String {
    let common = Self.common(to: calls)
    let ofChanges = Self.common(to: calls.filter { $0.method != "GET" })
    var sections: [String] = []
    for family in families {
      var table = MarkdownTable("call", "what it does", "query", "status")
      for call in calls
      where call.description["tags"].list.contains(where: { $0.string == family["name"].string }) {
        let told = call.method == "GET" ? common : ofChanges
        table.add(
          "`\(call.written)`", call.description["summary"].string ?? "",
          query(of: call),
          call.description["responses"].keys.filter { !told.contains($0) }.joined(separator: " "))
      }
      sections.append(
        "### \(family["name"].string ?? ""): \(family["description"].string ?? "")\n\n\(table.text)")
    }
    let list = { (statuses: Set<String>) in statuses.sorted().joined(separator: " ") }
    return sections.joined(separator: "\n") + """

      Every call may also answer \(list(common)), and every one but a `GET` \(list(ofChanges.subtracting(common))).

      """
  }

  /// Every parameter of a query, with the calls that take it.
  var parameters: String {
    var table = MarkdownTable("parameter", "of", "meaning")
    var rows: [(name: String, meaning: String, calls: [String])] = []
    for call in calls {
      for parameter in call.parameters {
        let name = parameter["name"].string ?? ""
        let required = parameter["required"].flag == true ? " (required)" : ""
        let meaning = (parameter["description"].string ?? "") + required
        if let same = rows.firstIndex(where: { $0.name == name && $0.meaning == meaning }) {
          rows[same].calls.append(call.written)
        } else {
          rows.append((name, meaning, [call.written]))
        }
      }
    }
    for row in rows.sorted(by: { ($0.name, $0.meaning) < ($1.name, $1.meaning) }) {
      let isSelection = selection.contains(row.meaning)
      table.add("`\(row.name)`", isSelection ? "a selection" : MarkdownTable.codes(row.calls), row.meaning)
    }
    return table.text
  }
}
