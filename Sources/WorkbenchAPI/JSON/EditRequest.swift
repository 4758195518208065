import Formats
import Foundation
import HTTPServer
import Store
import Tracking

/// What a PATCH may hold: changes to names, notes and tags. What is left out stays.
enum EditRequest {
  private static let longestName = 200
  private static let longestExperiment = 100

  static func job(_ body: Data) throws -> JobEdit {
    let reader = ConfigReader(try JSONValue(parsing: body))
    let edit = JobEdit(
      name: reader.optionalText("name", maxLength: longestName, nameSummary),
      experiment: reader.optionalText("experiment", maxLength: longestExperiment, experimentSummary),
      notes: notes(reader), tags: tags(reader))
    try reader.end()
    return edit
  }

  /// Of a run, or with `name` of an experiment.
  static func experiment(_ body: Data) throws -> (name: String?, notes: String?) {
    let reader = ConfigReader(try JSONValue(parsing: body))
    let edit = (reader.optionalText("name", maxLength: longestExperiment, nameSummary), notes(reader))
    try reader.end()
    return edit
  }

  static func run(_ body: Data) throws -> String? {
    let reader = ConfigReader(try JSONValue(parsing: body))
    let edit = notes(reader)
    try reader.end()
    return edit
  }

  static func tags(_ body: Data) throws -> [String: String?] {
    let reader = ConfigReader(try JSONValue(parsing: body))
    let edit = tags(reader)
    if edit.isEmpty, reader.problems.isEmpty {
      reader.report(
        "tags", "expected at least one tag, such as {\"who\": \"me\"}", expected: "at least one tag",
        found: nil)
    }
    try reader.end()
    return edit
  }

  // MARK: Keys

  private static let nameSummary = "what it is called"
  private static let experimentSummary = "the question it belongs to; made if there is none of this name"
  private static let notesSummary = "Markdown; empty takes it away"
  private static let tagsSummary = "by key: its value, or null to take the tag off"

  private static func notes(_ reader: ConfigReader) -> String? {
    reader.optionalVerbatim("notes", maxLength: Job.longestNotes, notesSummary)
  }

  private static func tags(_ reader: ConfigReader) -> [String: String?] {
    let given = reader.anyObject("tags", tagsSummary).members ?? [:]
    var tags: [String: String?] = [:]
    for (key, value) in given.sorted(by: { $0.key < $1.key }) {
      if ConfigReader.isText(key, 1...64), value == .null {
        tags.updateValue(nil, forKey: key)
      } else if ConfigReader.isText(key, 1...64), let text = value.string, ConfigReader.isText(text, 0...200)
      {
        tags.updateValue(text, forKey: key)
      } else {
        let expected = "a key of 1 to 64 characters with a string of at most 200 or null, without NUL"
        reader.report(
          "tags.\(key)", "expected \(expected), found \(value.description)", expected: expected,
          found: value.description)
      }
    }
    return tags
  }

  // MARK: Their schemas

  private static let notesSchema = JSONSchema.string(0...Job.longestNotes).described(notesSummary)
  private static func text(_ longest: Int, _ summary: String) -> JSONSchema {
    .string(1...longest).described(summary)
  }

  private static let tagsSchema = JSONSchema.map(of: JSONSchema.string(0...200).orNull)
    .with("propertyNames", ["minLength": 1, "maxLength": 64]).described(tagsSummary)

  static let jobSchema = JSONSchema.component(
    "JobEdit",
    .object(
      [
        "name": text(longestName, nameSummary), "experiment": text(longestExperiment, experimentSummary),
        "notes": notesSchema, "tags": tagsSchema,
      ], optional: ["name", "experiment", "notes", "tags"]))

  static let experimentSchema = JSONSchema.component(
    "ExperimentEdit",
    .object(
      ["name": text(longestExperiment, nameSummary), "notes": notesSchema], optional: ["name", "notes"]))

  static let runSchema = JSONSchema.component("RunEdit", .object(["notes": notesSchema], optional: ["notes"]))

  static let tagsRequest = JSONSchema.component(
    "TagsEdit", .object(["tags": tagsSchema.with("minProperties", 1)]))
}
