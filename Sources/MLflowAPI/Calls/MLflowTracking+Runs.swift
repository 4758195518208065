import HTTPServer
import Store
import Tracking

extension MLflowTracking {
  var runCalls: [Call] {
    [
      Call(.post, "/mlflow/runs/create", "Open a run", answering: openRun),
      Call(.get, "/mlflow/runs/get", "A run with its params, tags and latest metrics, a deleted one too") {
        fields in
        let id = try fields.run()
        guard let run = try store.loggedRun(id) else {
          throw LoggingError.noSuchRun(RunSearch.text(ofRun: id))
        }
        return Self.answer(run)
      },
      Call(.post, "/mlflow/runs/update", "Change a run's status or name; RUNNING takes it up again") {
        fields in
        let status = try fields.text("status").map(Self.status)
        let name = try fields.filled("run_name")
        let run = try store.update(
          run: fields.run(), status: status, endedAt: fields.integer("end_time"),
          name: name.map { Names.cut($0, to: Names.longestRun) })
        var text = JSONText()
        text.object { text in
          text.key("run_info")
          text.runInfo(run)
        }
        return text
      },
      Call(
        .post, "/mlflow/runs/delete", "Put a run aside",
        doing: {
          try store.setDeleted(run: $0.run(), true)
        }),
      Call(
        .post, "/mlflow/runs/restore", "Put a run back",
        doing: {
          try store.setDeleted(run: $0.run(), false)
        }),
    ]
  }

  private func openRun(_ fields: Fields) throws -> JSONText {
    var tags = try fields.messages("tags").map(Self.tag)
    let given = try fields.filled("run_name")
    let tagged = tags.last { $0.key == RunSearch.nameTag }?.value
    if let given, let tagged, given != tagged {
      throw MLflowError.invalid(
        "Both 'run_name' and the tag '\(RunSearch.nameTag)' name the run, and differ: '\(given)' and '\(tagged)'."
      )
    }
    tags.removeAll { $0.key == RunSearch.nameTag }
    let run = try store.open(
      NewLoggedRun(
        experiment: fields.experiment(),
        name: Names.cut(
          given ?? tagged.flatMap { $0.isEmpty ? nil : $0 } ?? Names.invented(), to: Names.longestRun),
        user: try fields.text("user_id") ?? "", startedAt: try fields.integer("start_time"), tags: tags))
    return Self.answer(run)
  }

  private static func answer(_ run: LoggedRun) -> JSONText {
    var text = JSONText()
    text.object { text in
      text.key("run")
      text.run(run)
    }
    return text
  }

  /// - Throws: ``MLflowError`` for what is no status.
  private static func status(_ word: String) throws -> Status {
    switch word {
    case "RUNNING", "1": .running
    case "SCHEDULED", "2": .queued
    case "FINISHED", "3": .succeeded
    case "FAILED", "4": .failed
    case "KILLED", "5": .cancelled
    default:
      throw MLflowError.invalid(
        "status must be RUNNING, SCHEDULED, FINISHED, FAILED or KILLED, found \"\(word)\".")
    }
  }

  /// A tag of a run.
  static func tag(_ fields: Fields) throws -> LoggedText {
    let key = try fields.required("key")
    try Names.check(key, of: "tag")
    let value = try fields.text("value") ?? ""
    try Names.checkText(value, of: key)
    return LoggedText(key, Names.cut(value, to: Names.longestTag))
  }
}
