import Testing
import Tracking

@testable import Store

/// What a selection picks, in lists and for what is done to many jobs.
struct JobSelectionTests {
  private let temporary: TemporaryStore
  private var store: Store { temporary.store }
  private let plain, swept, other: Int64

  init() throws {
    let temporary = try TemporaryStore()
    self.temporary = temporary
    func job(
      _ name: String, _ experiment: String, _ method: String, _ config: String, _ tags: [String: String]
    )
      throws -> Int64
    {
      try temporary.store.insert(
        NewJob(
          name: name, experiment: experiment, tags: tags, method: method, network: "conv2",
          dataset: method == "bp" ? "mnist" : "cifar10", config: config, seeds: [1, 2], steps: 10,
          stepsPerEpoch: 5)
      ).id
    }
    plain = try job("plain 100%", "fig2", "bp", #"{"epochs":4,"optimizer":{"learning_rate":0.010}}"#, [:])
    swept = try job(
      "Grüße", "fig2", "dkp", #"{"epochs":4,"optimizer":{"learning_rate":0.02,"name":"sgd"},"x.y":1}"#,
      ["who": "me", "sweep": "7"])
    other = try job("other_name", "fig, 3", "dfa", #"{"layers":[1,2],"on":true,"a'b":"c:d"}"#, ["who": "you"])
  }

  private func ids(_ selection: JobSelection) throws -> [Int64] {
    try store.jobs(selection).items.map(\.id).sorted()
  }

  private func config(_ text: String) throws -> [Int64] {
    try ids(JobSelection(config: [#require(JobSelection.ConfigChoice(text))]))
  }

  @Test func `values of one name are alternatives, and names hold together`() throws {
    #expect(try ids(JobSelection(method: ["bp", "dfa"])) == [plain, other])
    #expect(try ids(JobSelection(experiment: ["fig2"], method: ["bp", "dfa"])) == [plain])
    #expect(try ids(JobSelection(experiment: ["fig, 3", "none"])) == [other])
    #expect(try ids(JobSelection(status: [.running, .queued], dataset: ["cifar10"])) == [swept, other])
    #expect(try ids(JobSelection(network: ["fc5"])) == [])
  }

  @Test func `tags of one key are alternatives, and keys hold together`() throws {
    func tags(_ texts: String...) throws -> [Int64] {
      try ids(JobSelection(tag: texts.compactMap { JobSelection.Tag($0) }))
    }
    #expect(try tags("who:me", "who:you") == [swept, other])
    #expect(try tags("who:me", "sweep:7") == [swept])
    #expect(try tags("who:you", "sweep:7") == [])
  }

  @Test func `a config's value is compared as the stored text has it`() throws {
    #expect(try config("optimizer.learning_rate:0.010") == [plain])
    #expect(try config("optimizer.learning_rate:0.01") == [])
    #expect(try config("optimizer.name:sgd") == [swept])
    #expect(try config("optimizer.name:") == [plain, other])
    #expect(try config("layers:[1,2]") == [other])
    #expect(try config("on:true") == [other])
    #expect(try config("a'b:c:d") == [other])
    // Such a key has no path.
    #expect(try config("x.y:1") == [])
    let both = ["epochs:4", "optimizer.learning_rate:0.02"].compactMap { JobSelection.ConfigChoice($0) }
    #expect(try ids(JobSelection(config: both)) == [swept])
    for wrong in ["epochs", ":4", "a..b:1", ".a:1", "a\".b:1"] {
      #expect(JobSelection.ConfigChoice(wrong) == nil, "\(wrong)")
    }
  }

  @Test(arguments: [
    ("FIG2 conv2", ["plain", "swept"]), ("who:me", ["swept"]), ("me swee", ["swept"]), ("100%", ["plain"]),
    ("1_0", []), ("er_na", ["other"]), ("grüße", ["swept"]), ("GRÜ", ["swept"]), ("fig2 dfa", []),
    ("  ", ["plain", "swept", "other"]),
    ("#2", ["swept"]), ("#22", []), ("'", []), ("\\", []),
  ])
  func `every word of a search occurs somewhere`(text: String, found: [String]) throws {
    let names = ["plain": plain, "swept": swept, "other": other]
    #expect(try ids(JobSelection(q: [text])) == found.compactMap { names[$0] }.sorted(), "\(text)")
  }

  @Test func `of several searches one is enough`() throws {
    #expect(try ids(JobSelection(q: ["plain", "other"])) == [plain, other])
    #expect(try ids(JobSelection(q: ["plain", "other"], method: ["bp"])) == [plain])
  }

  @Test func `ids come in ranges, and runs mean their jobs, but only these runs where runs are listed`()
    throws
  {
    #expect(try ids(JobSelection(jobs: [1...1, 3...900_000_000_000_000_000])) == [plain, other])
    #expect(try ids(JobSelection(runs: [4...5])) == [swept, other])
    #expect(try ids(JobSelection(jobs: [1...2], runs: [4...5])) == [swept])
    #expect(try store.runIDs(JobSelection(runs: [4...5])) == [4, 5])
    #expect(try store.runIDs(JobSelection(method: ["dkp"])) == [3, 4])
    _ = try store.delete(job: swept)
    #expect(try store.runIDs(JobSelection(runs: [4...5])) == [5])
  }

  @Test func `what is done to many is done to the selection`() throws {
    let selection = JobSelection(q: ["fig2"], method: ["dkp", "dfa"])
    #expect(try store.change(selection, by: .cancel, expected: 1).jobs == [swept])
    #expect(try store.job(plain)?.status == .queued)
  }

  @Test func `the longest selection is answered`() throws {
    let many = (0..<20_000).map { "m\($0)" }
    let selection = JobSelection(
      q: [Array(repeating: "conv2", count: JobSelection.mostWords).joined(separator: " ")],
      method: many + ["bp"], tag: [], config: (0..<100).compactMap { JobSelection.ConfigChoice("k\($0):") },
      jobs: (1...20_000).map { $0...$0 })
    #expect(try ids(selection) == [plain])
  }
}
