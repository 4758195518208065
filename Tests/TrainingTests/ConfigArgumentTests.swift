import Formats
import Foundation
import Testing
import TestSupport

@testable import Training

/// `key.path=value` of the command line: what is text stays text.
struct ConfigArgumentTests {
  @Test(arguments: [
    ("name", "2024"), ("experiment", "007"), ("tags.commit", "5e12"), ("tags.x", "true"),
    ("tags.n", "null"),
    ("tags.list", "[1, 2]"), ("tags.version", "1.10"), ("initial_weights", "12"), ("dataset", "10"),
    ("overrides.tags.commit", "5e12"), ("overrides.name", "1"), ("preset", "3"),
    ("optimizer.name", "1"), ("feedback.optimizer.name", "2"), ("precision", "16"), ("name", " a "),
    ("name", "\"open"),
  ])
  func `where a config wants text, the characters stay as typed`(key: String, text: String) {
    #expect(ConfigArgument.value(of: text, for: key) == .string(text))
  }

  @Test func `a text in JSON's quotes is what is between them`() {
    #expect(ConfigArgument.value(of: #""a""#, for: "name") == "a")
    #expect(ConfigArgument.value(of: #""\u0031""#, for: "tags.a") == "1")
    #expect(ConfigArgument.value(of: #""null""#, for: "name") == "null")
  }

  @Test func `anything else is JSON, or a text if it is none`() {
    #expect(ConfigArgument.value(of: "2024", for: "seed") == 2024)
    #expect(ConfigArgument.value(of: "5e-3", for: "optimizer.learning_rate") == 0.005)
    #expect(ConfigArgument.value(of: "true", for: "record.angle") == true)
    #expect(ConfigArgument.value(of: "fc5", for: "network") == "fc5")
    #expect(ConfigArgument.value(of: #"{"name": "fc5"}"#, for: "network") == ["name": "fc5"])
    #expect(ConfigArgument.value(of: #"{"a": "1"}"#, for: "tags") == ["a": "1"])
    #expect(ConfigArgument.value(of: "3", for: "priority") == 3)
    #expect(ConfigArgument.value(of: "3", for: "nmae") == 3)
    // Null takes a key away.
    #expect(ConfigArgument.value(of: "null", for: "name") == .null)
    #expect(ConfigArgument.value(of: "null", for: "threads") == .null)
  }

  @Test func `values of a sweep are taken alike`() {
    #expect(ConfigArgument.values(in: "2024,5e12", for: "tags.commit") == ["2024", "5e12"])
    #expect(ConfigArgument.values(in: "1,2.5", for: "optimizer.learning_rate") == [1, 2.5])
    #expect(ConfigArgument.values(in: #"["a,b", "c"]"#, for: "name") == ["a,b", "c"])
  }

  @Test func `a tag that is no text is named with its key, its value, and what to type`() throws {
    let value: JSONValue = [
      "dataset": "mnist", "network": "fc5", "method": "dkp", "epochs": 1,
      "tags": ["commit": 5_000_000_000_000, "deep": ["a": 1], "fine": "x"],
    ]
    let error = #expect(throws: ConfigError.self) { try JobConfig(value) }
    let problems = try #require(error).problems
    #expect(problems.map(\.path) == ["$.tags.commit", "$.tags.deep"])
    #expect(problems[0].message.contains("a string of at most 200 characters"))
    #expect(problems[0].message.contains("found 5000000000000; put it in quotes: \"5000000000000\""))
    #expect(problems[1].message.contains("found an object"))
  }
}
