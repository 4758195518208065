import Datasets
import Formats
import Foundation
import Learning
import Testing

@testable import Training

/// What the schema tells whoever fills in a form: every key in words, with what it may be and what it is if left out.
struct JobSchemaTests {
  /// Every property below a schema, with its path.
  private func properties(_ schema: JSONValue, _ path: String = "$") -> [(path: String, schema: JSONValue)] {
    let own = (schema["properties"]?.members ?? [:]).flatMap { key, value in
      [(path: "\(path).\(key)", schema: value)] + properties(value, "\(path).\(key)")
    }
    let choices = (schema["anyOf"]?.array ?? []).flatMap { properties($0, path) }
    return own + choices + (schema["items"].map { properties($0, path + "[]") } ?? [])
  }

  /// Every schema in a schema.
  private func all(_ schema: JSONValue) -> [JSONValue] {
    [schema] + (schema.members?.values.flatMap(all) ?? []) + (schema.array?.flatMap(all) ?? [])
  }

  @Test func `each key says what it means, and has a default or must be given or may be left out`() {
    let schema = JobSchema.schema()
    let found = properties(schema)
    #expect(found.count > 100)
    for (path, property) in found {
      let words = property["description"]?.string?.split(separator: " ").count ?? 0
      #expect(words >= 4, "\(path): \(property["description"]?.description ?? "no description")")
    }
    let loose = Set(
      found.filter { $0.schema["type"] != "object" && $0.schema["default"] == nil }.map(\.path))
    for path in ["$.batch_size", "$.optimizer", "$.optimizer.learning_rate", "$.shuffle", "$.loss"] {
      #expect(!loose.contains(path), "\(path)")
    }
  }

  @Test func `numbers have bounds, and each word of a choice has words of its own`() {
    var choices = 0
    for schema in all(JobSchema.schema()) {
      if let type = schema["type"]?.string, ["integer", "number"].contains(type) {
        #expect(schema["maximum"] != nil && (schema["minimum"] ?? schema["exclusiveMinimum"]) != nil)
      }
      guard let names = schema["enum"]?.array, schema["type"] != nil else { continue }
      choices += 1
      let words = schema["enumDescriptions"]?.array?.compactMap(\.string) ?? []
      #expect(words.count == names.count && words.allSatisfy { $0.count > 8 }, "\(names)")
    }
    #expect(choices > 20)
  }

  @Test func `a method tells its title, its route and who described it`() throws {
    let methods = try #require(JobSchema.schema()["properties"]?["method"]?["anyOf"]?.array)
    func named(_ name: String) throws -> JSONValue {
      try #require(methods.first { $0["properties"]?["name"]?["enum"] == [.string(name)] })
    }
    let dkp = try named("dkp")
    #expect(dkp["title"] == "Direct Kolen-Pollack" && dkp["x-route"] == "direct")
    #expect(try named("dfa")["x-reference"]?.string?.contains("Nøkland") == true)
    #expect(try named("bp")["x-route"] == "serial" && named("bp")["x-reference"] == nil)
    #expect(try named("shallow")["x-route"] == "none")
    #expect(Set(LearningRules.all.map { $0.title }).count == LearningRules.all.count)
  }

  @Test func `a dataset tells whether it is here`() throws {
    let bench = try Bench()
    func words(_ datasets: DatasetLibrary) throws -> [String] {
      let schema = try #require(JobSchema.schema(datasets: datasets)["properties"]?["dataset"])
      return zip(schema["enum"]?.array ?? [], schema["enumDescriptions"]?.array ?? []).compactMap {
        $0 == "cifar10" || $0 == "mnist" ? $1.string : nil
      }
    }
    #expect(try words(bench.datasets).contains { $0.hasSuffix("; installed") })
    #expect(try words(bench.datasets).contains("32x32 pictures of 3 channels, 10 classes; not installed"))
    #expect(try words(.registered).allSatisfy { $0.hasSuffix("; not installed") })
  }
}
