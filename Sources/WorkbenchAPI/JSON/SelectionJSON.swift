import Formats
import Foundation
import Store
import Tracking

/// A page of a selection's runs as JSON. The configs stand in it as they are stored: thousands of trees would take longer than
/// everything else.
enum SelectionJSON {
  static func encode(_ page: SelectionPage) -> Data {
    var text: [UInt8] = []
    text.reserveCapacity(page.runs.items.count * 700 + page.jobs.count * 1_500 + 64)
    shape.write(page, into: &text)
    return Data(text)
  }

  static let shape = ByteShape<SelectionPage>(
    named: "Selection",
    [
      .init("runs", .array(of: run.schema)) { page, text in
        text.appendList(page.runs.items) { run.write($0, into: &$1) }
      },
      .init("jobs", .array(of: job.schema).described("of these runs")) { page, text in
        text.appendList(page.jobs) { job.write($0, into: &$1) }
      },
      .init("next", JSONSchema.string.orNull.described("the `after` of the next page; null on the last")) {
        JSONValue($0.runs.next)
      },
      .init(
        "total", .integer(0 ... .max).described("runs of the selection; on the first page alone"),
        where: { $0.total != nil }
      ) { .integer($0.total ?? 0) },
    ])

  private static let run = ByteShape<SelectionPage.Member>(
    named: "SelectedRun",
    Run.fields.filter { !["notes", "threads"].contains($0.key) }.map { field in
      .init(field.key, field.schema) { field.value(of: $0.run) ?? .null }
    } + [
      .init("job_id", .id) { JSONValue($0.run.jobID) },
      .init("seed", .integer(0 ... .max)) { JSONValue(exactly: $0.run.seed) },
      .init(
        "steps",
        JSONSchema.integer(0 ... .max).orNull.described("iterations of the whole run; null while unknown")
      ) { $0.run.isOpenEnded ? .null : .integer($0.run.steps) },
      .init("epochs", JSONSchema.integer(0 ... .max).orNull) {
        $0.run.isOpenEnded ? .null : .integer($0.run.epochs)
      },
      .init(
        "measures",
        .map(of: .array(of: .string)).described(
          "what it measures, by the metric's name the layers, first to last; none for one of the whole network"
        )
      ) { .object($0.measures.mapValues { .array($0.map { .string($0) }) }) },
    ])

  private static let jobKeys = [
    "id", "name", "experiment", "method", "network", "dataset", "tags", "notes", "status",
  ]

  private static let job = ByteShape<Job>(
    named: "SelectedJob",
    Job.fields.filter { jobKeys.contains($0.key) }.map { field in
      .init(field.key, field.schema) { field.value(of: $0) ?? .null }
    } + [
      .init("paused", .boolean) { .bool($0.isPaused) },
      .init(
        "config", .anyObject.described("every key with the value in force"),
        bytes: { job, text in
          text += job.config.utf8
        }),
    ])
}
