import Formats
import Store
import Tracking

extension RunDetails {
  /// A run as its own page shows it: as in lists, and with what trained it and what each series comes to.
  static let shape = JSONShape<RunDetails>(
    named: "RunDetails",
    RunRecord.shape.fields.map { $0.at(\.record) },
    [
      JSONField(
        "environment",
        JSONSchema.any(of: [environmentSchema, JSONSchema(["type": "null"])]).described(
          "what trained it last; null where nobody looked, as of runs that are trained elsewhere")
      ) { details in
        guard let threads = details.record.run.threads else { return details.environment ?? .null }
        return details.environment?.overlaid(with: ["threads": .integer(threads)]) ?? .null
      },
      JSONField(
        "submission",
        JSONSchema.any(of: [Submission.shape.schema, JSONSchema(["type": "null"])]).described(
          "what a scheduler says of it; null for a run that none has had")
      ) { $0.submission.map(Submission.shape.json) ?? .null },
      JSONField("series", .array(of: SeriesStanding.shape.schema)) {
        .array($0.series.map(SeriesStanding.shape.json))
      },
      JSONField(
        "params", .map(of: .string).described("what was logged as such, of runs that are trained elsewhere")
      ) { .object(Dictionary($0.params.map { ($0.key, .string($0.value)) }) { $1 }) },
      JSONField("artifacts", .array(of: Artifact.shape.schema).described("files that were logged")) {
        .array($0.artifacts.map(Artifact.shape.json))
      },
      JSONField("datasets", .array(of: LoggedDataset.shape.schema).described("what it was fed with")) {
        .array($0.datasets.map(LoggedDataset.shape.json))
      },
    ])
}

extension RunDetails {
  private static let environmentSchema = JSONShape<RunEnvironment>(
    named: "RunEnvironment", RunEnvironment.shape.fields,
    [JSONField("threads", .integer(1 ... .max).described("that it is trained with")) { _ in nil }.optional]
  ).schema
}

extension Submission {
  static let shape = JSONShape<Submission>(
    named: "Submission",
    [
      JSONField("executor", .string) { .string($0.executor) },
      JSONField("job", .string.described("the scheduler's number of it")) { .string($0.job) },
      JSONField("state", .string.described("in the scheduler's words")) { .string($0.state) },
      JSONField("reason", .string.orNull.described("why it waits, or why it ended so")) {
        JSONValue($0.reason)
      },
      JSONField("node", .string.orNull) { JSONValue($0.node) },
      JSONField("submitted_at", .time) { .string(Timestamp.text($0.submittedAt)) },
      JSONField("ended_at", .time.orNull.described("when its end was seen")) {
        JSONValue($0.endedAt.map(Timestamp.text))
      },
    ])
}

extension SeriesStanding {
  static let shape = JSONShape<SeriesStanding>(
    named: "SeriesStanding",
    [
      JSONField("name", .string) { .string($0.metric.name) },
      JSONField("layer", .string.orNull) { JSONValue($0.metric.layer) },
      JSONField("unit", .string.orNull) { JSONValue($0.metric.unit) },
      JSONField("points", .integer(0 ... .max)) { .integer($0.points) },
      JSONField("nulls", .integer(0 ... .max).described("points that are not numbers")) {
        .integer($0.nulls)
      },
      JSONField("first_step", .integer(Point.steps).orNull) { $0.firstStep.map { .integer($0) } ?? .null },
      JSONField("last_step", .integer(Point.steps).orNull) { $0.lastStep.map { .integer($0) } ?? .null },
      JSONField("last", .number.orNull.described("null for a NaN")) { $0.last.map { .number($0) } ?? .null },
      JSONField("lowest", .number.orNull.described("of those that are numbers")) { JSONValue($0.lowest) },
      JSONField("highest", .number.orNull) { JSONValue($0.highest) },
    ])
}

extension Artifact {
  static let shape = JSONShape<Artifact>(
    named: "Artifact",
    [
      JSONField("path", .string.described("with / between its parts")) { .string($0.path) },
      JSONField("bytes", .integer(0 ... .max)) { .integer($0.bytes) },
      JSONField("sha256", .string) { .string($0.sha256) },
    ])
}

extension LoggedDataset {
  static let shape = JSONShape<LoggedDataset>(
    named: "LoggedDataset",
    [
      JSONField("name", .string) { .string($0.name) },
      JSONField("digest", .string) { .string($0.digest) },
      JSONField("source_type", .string) { .string($0.sourceType) },
      JSONField("tags", .map(of: .string)) {
        .object(Dictionary($0.tags.map { ($0.key, .string($0.value)) }) { $1 })
      },
    ])
}

extension RunHistoryEntry {
  static let shape = JSONShape<RunHistoryEntry>(
    named: "RunHistoryEntry",
    [
      JSONField("at", .time) { .string(Timestamp.text($0.at)) },
      JSONField("attempt", .integer(1 ... .max)) { .integer($0.attempt) },
      JSONField("step", .integer(0 ... .max).described("the last iteration whose points were stored by then"))
      {
        .integer($0.step)
      },
      JSONField("status", Status.schema.described("that the run had from then on")) {
        .string($0.status.rawValue)
      },
      JSONField("message", .string.orNull.described("null for a change of status that needs no word")) {
        JSONValue($0.message)
      },
    ])
}
