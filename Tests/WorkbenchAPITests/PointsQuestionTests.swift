import Formats
import Foundation
import HTTPServer
import Store
import Testing
import Tracking
import Training

@testable import WorkbenchAPI

/// What is asked in a query and in a body.
struct PointsQuestionTests {
  private func query(_ text: String, _ keys: Set<PointsQuestion.Key> = [.after, .before, .points]) throws
    -> PointsQuestion
  {
    try PointsQuestion(Request(target: "/x?" + text), keys)
  }

  private func body(_ text: String, _ keys: Set<PointsQuestion.Key> = [.after, .before, .points]) throws
    -> PointsQuestion
  {
    try PointsQuestion(Request(method: .post, target: "/x", body: Data(text.utf8)), keys)
  }

  private func problems(_ text: String, _ keys: Set<PointsQuestion.Key> = [.after, .before, .points])
    -> [String]
  {
    do {
      _ = try body(text, keys)
      return []
    } catch let error as ConfigError {
      return error.problems.map { "\($0.path): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `a body asks what a query asks`() throws {
    let asked = try query("runs=1,2&names=loss,angle&after=5_1-3.2_7&before=90&points=20")
    let same = try body(
      #"{"runs":[1,2],"names":["loss","angle"],"after":"5_1-3.2_7","before":90,"points":20}"#)
    for question in [asked, same] {
      #expect(question.runs == [1, 2] && question.names == ["loss", "angle"] && question.points == 20)
      #expect(question.after?.text == "5_1-3.2_7" && question.before == 90)
    }
    #expect(try body(#"{"runs":[1],"after":7}"#).after == .step(7))
    #expect(try body(#"{"runs":[1]}"#).names == [])
  }

  @Test func `a table may begin and end at a step, in that order`() throws {
    let keys: Set<PointsQuestion.Key> = [.from, .to]
    #expect(try query("runs=1&from=5&to=9", keys).steps == 5...9)
    #expect(try query("runs=1&to=9", keys).steps == Point.steps.lowerBound...9)
    #expect(try body(#"{"runs":[1],"from":5}"#, keys).steps == 5...Point.steps.upperBound)
    let problem = #expect(throws: Problem.self) { try query("runs=1&from=5&to=4", keys) }
    #expect(problem?.detail?.contains("\"to\" must be at least its \"from\", 5") == true)
    #expect(problems(#"{"runs":[1],"from":5,"to":4}"#, keys).first?.hasPrefix("$.to:") == true)
  }

  @Test func `a query takes a thousand runs and ranges of them, a body twenty thousand`() throws {
    #expect(try query("runs=1-3,7,9-9").runs == [1, 2, 3, 7, 9])
    #expect(try query("runs=1-1000").runs.count == 1_000)
    let many = (1...20_000).map(String.init).joined(separator: ",")
    #expect(try body(#"{"runs":[\#(many)]}"#).runs.count == 20_000)
    #expect(problems(#"{"runs":[\#(many),1]}"#).first?.contains("a list of 1 to 20000") == true)
    for text in ["1-1001", "1-999999999999999999,1-999999999999999999"] {
      let problem = #expect(throws: Problem.self) { try query("runs=\(text)") }
      #expect(
        try #require(problem?.detail).contains("POST the same to the same path"), "\(problem?.detail ?? "")")
    }
  }

  @Test(arguments: ["", "0", "3-1", "1-", "-1", "1-2-3", "a", "1-b", "9223372036854775807"])
  func `what names no runs is refused`(text: String) {
    let problem = #expect(throws: Problem.self) { try query("runs=\(text)") }
    #expect(problem?.status == 400)
  }

  @Test func `a body has every problem at once, each with its place`() {
    #expect(
      problems(#"{"runs":[1,0,"x"],"names":["l//oss"],"points":1,"rnus":[]}"#).map {
        $0.split(separator: " ")[0]
      }
        == ["$.runs[1]:", "$.runs[2]:", "$.names[0]:", "$.points:", "$.rnus:"])
    #expect(problems("{}").first?.hasPrefix("$.runs: is missing") == true)
    #expect(problems(#"{"runs":[1],"job":1}"#).first?.hasPrefix("$.job: unknown key") == true)
    let both = problems(#"{"runs":[1],"job":1}"#, [.job, .experiment])
    #expect(
      problems(#"{"runs":[],"job":1}"#, [.job]).first?.hasPrefix("$.runs: expected a list of 1") == true)
    #expect(both.first?.contains("leave one of them out") == true)
    #expect(problems(#"{"runs":[1],"after":"x"}"#).first?.contains("cannot read the cursor") == true)
  }

  @Test func `all runs of a job or an experiment need no names`() throws {
    let asked = try body(#"{"job":3,"experiment":"e"}"#, [.job, .experiment])
    #expect(asked.runs.isEmpty && asked.filter == RunFilter(job: 3, experiment: "e"))
    #expect(try query("job=3", [.job, .experiment]).filter == RunFilter(job: 3))
  }

  @Test func `a summary is asked alike, and in a body by a tag's key with commas`() throws {
    let asked = try SummaryQuestion(
      Request(target: "/x?metric=loss&layer=fc1&group_by=method,tag.a.b&status=failed&experiment=e"))
    let same = try SummaryQuestion(
      Request(
        method: .post, target: "/x",
        body: Data(
          #"{"metric":"loss","layer":"fc1","group_by":["method","tag.a.b"],"status":"failed","experiment":"e"}"#
            .utf8)))
    for question in [asked, same] {
      #expect(question.metric == "loss" && question.layer == "fc1" && question.statuses == [.failed])
      #expect(
        question.keys == [.column("method"), .tag("a.b")] && question.jobs == JobSelection(experiment: ["e"]))
    }
    let commas = try SummaryQuestion(
      Request(method: .post, target: "/x", body: Data(#"{"metric":"loss","group_by":["tag.a,b"]}"#.utf8)))
    #expect(commas.keys == [.tag("a,b")])
    #expect(throws: ConfigError.self) {
      try SummaryQuestion(
        Request(method: .post, target: "/x", body: Data(#"{"metric":"LOSS","group_by":["nope"]}"#.utf8)))
    }
  }
}
