import Testing
import Tracking

@testable import Store

/// What a selection can be narrowed by.
struct FacetsTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }

  init() throws {
    temporary = try TemporaryStore()
    for (index, method) in ["bp", "bp", "dkp", "dfa"].enumerated() {
      _ = try temporary.store.insert(
        NewJob(
          name: "job \(index)", experiment: index < 3 ? "one" : "two",
          tags: ["who": "u\(index % 2)", "n:m": "\(index)"],
          method: method, network: "fc5", dataset: "mnist",
          config: """
            {"a.b":\(index),"name":"job \(index)","optimizer":{"learning_rate":\([0.1, 0.01, 0.1, 0.1][index]),"name":"sgd"},\
            "record":\(index == 2 ? #"{"every":[1,\#(index)]}"# : "{}"),"seed":\(index),"tags":{"x":"\(index)"}}
            """, seeds: [1], steps: 1, stepsPerEpoch: 1))
    }
  }

  private func counts(_ facets: JobFacets, _ part: String) -> [String: Int] {
    Dictionary((facets.values[part] ?? []).map { ($0.value, $0.count) }) { $0 + $1 }
  }

  @Test func `without a selection everything is counted, the commonest first`() throws {
    let facets = try store.facets(JobSelection())
    #expect(facets.total == 4 && facets.leftOut == [:])
    #expect(facets.values["method"] == [.init("bp", 2), .init("dfa", 1), .init("dkp", 1)])
    #expect(
      counts(facets, "status") == ["queued": 4] && counts(facets, "experiment") == ["one": 3, "two": 1])
    #expect(counts(facets, "tag")["who:u0"] == 2 && counts(facets, "tag")["n:m:3"] == 1)
  }

  @Test func `a part is counted over what the other parts pick`() throws {
    let facets = try store.facets(JobSelection(experiment: ["one"], method: ["bp"]))
    #expect(facets.total == 2)
    #expect(counts(facets, "method") == ["bp": 2, "dkp": 1])
    #expect(counts(facets, "experiment") == ["one": 2])
    #expect(counts(facets, "tag") == ["who:u0": 1, "who:u1": 1, "n:m:0": 1, "n:m:1": 1])
    let tagged = try store.facets(JobSelection(tag: [.init(key: "who", value: "u1")]))
    #expect(tagged.total == 2 && counts(tagged, "method") == ["bp": 1, "dfa": 1])
    #expect(counts(tagged, "tag") == ["who:u0": 2, "who:u1": 2, "n:m:1": 1, "n:m:3": 1])
  }

  @Test func `keys that vary are told with how many values they have`() throws {
    #expect(
      try store.facets(JobSelection()).varying == [
        .init("optimizer.learning_rate", 2), .init("record", 2), .init("record.every", 2),
      ])
    #expect(
      try store.facets(JobSelection(method: ["bp"])).varying == [.init("optimizer.learning_rate", 2)])
    #expect(try store.facets(JobSelection(method: ["dkp"])).varying == [])
    #expect(try store.facets(JobSelection(method: ["none"])).varying == [])
    // A job that comes later is seen, one that goes is not.
    _ = try temporary.job()
    #expect(try store.facets(JobSelection()).varying.contains(.init("epochs", 2)))
    _ = try store.delete(job: 5)
    #expect(try !store.facets(JobSelection()).varying.contains(.init("epochs", 2)))
  }

  @Test func `what is counted is what the selection picks`() throws {
    for selection in [
      JobSelection(), JobSelection(q: ["job"]), JobSelection(method: ["bp", "dfa"]),
      JobSelection(experiment: ["one"], tag: [.init(key: "who", value: "u0")]),
    ] {
      let facets = try store.facets(selection)
      #expect(try facets.total == store.jobs(selection).items.count)
      for value in facets.values["method"] ?? [] {
        var narrowed = selection
        narrowed.method = [value.value]
        #expect(try store.jobs(narrowed).items.count == value.count, "\(value)")
      }
      for value in facets.values["tag"] ?? [] {
        var narrowed = selection
        let tag = try #require(JobSelection.Tag(value.value))
        narrowed.tag = narrowed.tag.filter { $0.group != tag.group } + [tag]
        #expect(try store.jobs(narrowed).items.count == value.count, "\(value)")
      }
    }
  }

  @Test func `more values than anybody reads are left out, and that is told`() {
    var facets = JobFacets(total: 0, values: [:], leftOut: [:], varying: [])
    facets.add("tag", Dictionary(uniqueKeysWithValues: (0..<1_002).map { ("t\($0)", $0 + 1) }))
    #expect(facets.values["tag"]?.count == 1_000 && facets.leftOut == ["tag": 2])
    #expect(facets.values["tag"]?.first == .init("t1001", 1_002))
  }
}

/// A config's values by their paths.
struct ConfigScannerTests {
  private func scan(_ text: String) -> [String] {
    var found: [String] = []
    ConfigScanner.scan(text, skipping: ["seed"]) { found.append("\($0)=\($1)") }
    return found
  }

  @Test func `objects are gone into, arrays and empty objects are values`() {
    #expect(
      scan(#"{"a":1,"b":{"c":"x}\"y","d":{"e":[1,{"f":2}],"g":{}}},"h":null,"seed":{"x":1},"i":-1e-6}"#)
        == ["a=1", #"b.c="x}\"y""#, #"b.d.e=[1,{"f":2}]"#, "b.d.g={}", "h=null", "i=-1e-6"])
    #expect(scan("{}") == [] && scan("[1]") == [] && scan(#" { "a" : { "b" : true } } "#).count == 1)
  }

  @Test func `a key that no path can have is passed over`() {
    #expect(scan(#"{"a.b":{"c":1},"":2,"q\"":3,"n\u0041":4,"x:y":[5],"ok":6}"#) == ["ok=6"])
  }

  @Test(arguments: [
    "", "{", #"{"a"#, #"{"a":"#, #"{"a":{"#, #"{"a":"\"#, #"{"a":[1"#, "nonsense", #"{"a" 1}"#,
  ])
  func `a text that is no JSON ends where it goes wrong`(text: String) { _ = scan(text) }
}
