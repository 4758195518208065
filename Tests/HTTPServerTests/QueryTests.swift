import HTTPServer
import Testing

@Suite struct QueryTests {
  private func query(_ text: String) throws -> Query {
    try #require(Query(text[...]))
  }

  @Test(arguments: [
    ("", []), ("a=1", ["a=1"]), ("a=1&b=2&a=3", ["a=1", "b=2", "a=3"]), ("a", ["a="]), ("a=", ["a="]),
    ("=1", ["=1"]), ("a=b=c", ["a=b=c"]), ("&&a=1&", ["a=1"]), ("a+b=c%2Bd", ["a b=c+d"]),
    ("%61=%C3%A9", ["a=é"]), ("a=1%262", ["a=1&2"]), ("a=?/", ["a=?/"]),
  ])
  func `items are decoded in order`(text: String, items: [String]) throws {
    #expect(try query(text).items.map { "\($0.name)=\($0.value)" } == items)
  }

  @Test(arguments: ["a=%", "a=%4", "a=%zz", "%=1", "a=%FF", "a=%00", "a=%C3"])
  func `broken encoding is refused`(text: String) {
    #expect(Query(text[...]) == nil)
  }

  @Test func `numbers are checked against their range`() throws {
    let query = try query("a=5&b=x&c=1&c=2&d=99999999999999999999&e=-3&f=&g=1.0")
    #expect(try query.integer("a", in: 1...10) == 5)
    #expect(try query.integer("e") == -3)
    #expect(try query.integer("missing", in: 1...10) == nil)
    for (name, range, words) in [
      ("a", 6...10, ["\"a\"", "from 6 to 10", "not 5", "nearest is 6"]),
      ("a", Int.min...3, ["\"a\"", "at most 3", "nearest is 3"]),
      ("e", 0...Int.max, ["\"e\"", "at least 0", "nearest is 0"]),
      ("b", 1...10, ["\"b\"", "whole number from 1 to 10", "\"x\""]),
      ("c", 1...10, ["2 values", "\"c\""]), ("d", 1...10, ["\"d\""]), ("f", 1...10, ["\"f\"", "\"\""]),
      ("g", 1...10, ["1.0"]),
    ] {
      let problem = #expect(throws: Problem.self) { try query.integer(name, in: range) }
      #expect(problem?.status == 400)
      for word in words {
        #expect(problem?.detail?.contains(word) == true, "\(name): \(problem?.detail ?? "")")
      }
    }
  }

  @Test func `lists join commas and repeats`() throws {
    let query = try query("names=loss,angle&runs=1,2&runs=3&runs=,&bad=1,x,2")
    #expect(query.list("names") == ["loss", "angle"])
    #expect(query.list("missing").isEmpty)
    #expect(try query.integers("runs") == [1, 2, 3])
    let problem = #expect(throws: Problem.self) { try query.integers("bad") }
    #expect(problem?.detail?.contains("\"x\"") == true)
  }
}
