import Formats
import Foundation
import Testing

/// Objects that are described once: written, declared and read.
struct JSONShapeTests {
  private struct Part: Equatable, Sendable {
    var name = ""
  }

  private struct Thing: Equatable, Sendable {
    var id: Int64 = 0
    var note: String?
    var count = 0
    var time = 0.0
    var parts: [Part] = []

    static let fields: [JSONField<Thing>] = [
      .id("id", \.id), .optionalText("note", \.note, maxLength: 5, "a word"),
      .integer("count", \.count, from: 1, to: 9), .time("time", \.time),
      .list(
        "parts", \.parts, of: JSONShape([.text("name", \.name, maxLength: 3)]), blank: Part(), count: 0...2),
    ]
    static let shape = JSONShape<Thing>(
      named: "Thing", fields, [JSONField("twice", .integer) { .integer(2 * $0.count) }])
    static let stored = JSONShape<Thing>(absence: .leftOut, fields)
  }

  private let thing = Thing(id: 7, note: nil, count: 2, time: 1.5, parts: [Part(name: "a")])

  private func read(_ text: String) throws -> Thing {
    let reader = ConfigReader(try JSONValue(parsing: Data(text.utf8)))
    var thing = Thing()
    Thing.stored.read(reader, into: &thing)
    reader.reportUnknownKeys()
    try reader.throwProblems()
    return thing
  }

  @Test func `nothing is null in one place and left out in another`() {
    #expect(
      Thing.shape.json(thing).canonicalText
        == #"{"count":2,"id":7,"note":null,"parts":[{"name":"a"}],"time":"1970-01-01T00:00:01.500Z","twice":4}"#
    )
    var silent = thing
    silent.note = ""
    for thing in [thing, silent] {
      #expect(
        Thing.stored.json(thing).canonicalText
          == #"{"count":2,"id":7,"parts":[{"name":"a"}],"time":"1970-01-01T00:00:01.500Z"}"#)
    }
  }

  @Test func `what is written is read back`() throws {
    #expect(try read(Thing.stored.json(thing).canonicalText) == thing)
    var other = thing
    (other.note, other.parts) = ("ab", [])
    #expect(try read(Thing.stored.json(other).canonicalText) == other)
  }

  @Test func `what is wrong is told at once, each with its place`() throws {
    let error = #expect(throws: ConfigError.self) {
      try read(#"{"id":0,"note":"too long","count":10,"parts":[{"name":"a"},{"nam":"b"}]}"#)
    }
    #expect(
      try #require(error).problems.map(\.path)
        == ["$.id", "$.note", "$.count", "$.time", "$.parts[1].name", "$.parts[1].nam"])
  }

  @Test func `its schema says what is written, and is referred to by its name`() {
    #expect(Thing.shape.schema.json == ["$ref": "#/components/schemas/Thing"])
    let schema = Thing.shape.schema.components["Thing"]
    #expect(schema?["required"] == ["count", "id", "note", "parts", "time", "twice"])
    #expect(schema?["properties"]?["note"] == ["type": ["string", "null"], "description": "a word"])
    // What an answer may hold has no upper end.
    #expect(schema?["properties"]?["count"] == ["type": "integer", "minimum": 1])
    let lax = JSONShape<Thing>([JSONField("twice", .integer) { .integer(2 * $0.count) }.optional])
    #expect(lax.schema.json["required"] == [])
  }

  @Test func `the members of a part stand in the whole`() throws {
    struct Whole: Sendable { var thing = Thing() }
    let shape = JSONShape<Whole>(Thing.fields.map { $0.at(\.thing) })
    #expect(shape.json(Whole(thing: thing))["id"] == 7)
    var whole = Whole()
    shape.read(ConfigReader(["id": 8]), into: &whole)
    #expect(whole.thing.id == 8)
  }
}
