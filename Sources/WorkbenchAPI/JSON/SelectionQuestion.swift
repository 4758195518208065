import Formats
import HTTPServer
import Store
import Tracking

/// What is asked of `/selection`: in a query, or as the body of a POST with the same names.
struct SelectionQuestion {
  let selection: JobSelection
  let after: String?
  let limit: Int

  static let limits = 1...SelectionPage.maximumLimit
  static let standardLimit = 500

  /// - Throws: ``Problem`` 400 for a query, ``ConfigError`` for a body.
  init(_ request: Request) throws {
    let asked = try Asked(request, texts: ["after"])
    selection = try JobSelection(asked)
    after = try asked.text("after", maxLength: 18, "the next of the page before")
    limit = try asked.integer("limit", in: Self.limits, "how many runs at most") ?? Self.standardLimit
    try asked.end()
  }

  static let schema = JSONSchema.object(
    members, optional: Set(members.keys))

  private static let members = JSONSchema.selectionMembers.merging([
    "after": .any(of: [.string(matching: "^[0-9]{1,18}$"), .integer(0 ... .max)]).described(
      "the `next` of the page before"),
    "limit": .integer(limits).with("default", .integer(standardLimit)),
  ]) { $1 }
}

extension JSONSchema {
  /// What picks jobs in a body.
  static let selectionMembers: [String: JSONSchema] = {
    let texts = JSONSchema.array(of: .selected, count: 0...JobSelection.mostInBody)
    let ids = JSONSchema.array(of: .selectedID, count: 0...JobSelection.mostInBody)
    return [
      "q": texts, "status": .array(of: .status, count: 0...JobSelection.mostInBody), "experiment": texts,
      "method": texts, "network": texts, "dataset": texts,
      "tag": .array(of: .selectedTag, count: 0...JobSelection.mostInBody),
      "config": .array(of: .selectedConfig, count: 0...JobSelection.mostChoices),
      "jobs": ids.described("ids, or ranges of them such as \"10-20\""),
      "runs": ids.described("likewise; then only these runs"),
    ]
  }()
}
