import Formats
import HTTPServer
import Store
import Tracking

/// What a training loop says. Each call is answered once what it brought is on disk; sent once more, it changes nothing.
extension MLflowTracking {
  var loggingCalls: [Call] {
    [
      Call(.post, "/mlflow/runs/log-metric", "One point of a metric") { request in
        let body = try BatchBody(metric: request.body, layered: layered)
        try store.log(body.batch, of: body.run)
        return .json(.init("{}".utf8))
      },
      Call(.post, "/mlflow/runs/log-batch", "Params, points and tags, all of them or none") { request in
        let body = try BatchBody(parsing: request.body, layered: layered)
        try store.log(body.batch, of: body.run)
        return .json(.init("{}".utf8))
      },
      Call(
        .post, "/mlflow/runs/log-parameter", "A param, which is written once",
        doing: { fields in
          try store.log(LoggedBatch(params: [Self.param(fields)]), of: fields.run())
        }),
      Call(
        .post, "/mlflow/runs/set-tag", "Set a tag of a run; mlflow.runName names it",
        doing: { fields in
          let (tag, run) = (try Self.tag(fields), try fields.run())
          let isName = tag.key == RunSearch.nameTag
          try store.log(
            isName ? LoggedBatch(name: Names.cut(tag.value, to: Names.longestRun)) : LoggedBatch(tags: [tag]),
            of: run)
        }),
      Call(
        .post, "/mlflow/runs/delete-tag", "Take a tag off a run",
        doing: {
          try store.removeTag($0.required("key"), of: $0.run())
        }),
      Call(
        .post, "/mlflow/runs/log-inputs", "The datasets that a run was fed with",
        doing: { fields in
          let datasets = try fields.messages("datasets").map(Self.dataset)
          let models = try fields.messages("models").map {
            RunModel(try $0.required("model_id"), isOutput: false)
          }
          try store.log(datasets, models, of: fields.run())
        }),
    ]
  }

  static func param(_ fields: Fields) throws -> LoggedText {
    let key = try fields.required("key")
    try Names.check(key, of: "param")
    let value = try fields.text("value") ?? ""
    try Names.checkText(value, of: key)
    return LoggedText(key, Names.cut(value, to: Names.longestParam))
  }

  private static func dataset(_ fields: Fields) throws -> LoggedDataset {
    guard let dataset = try fields.message("dataset") else { throw fields.missing("dataset") }
    let (name, digest) = (try dataset.required("name"), try dataset.required("digest"))
    for (what, value, limit) in [("name", name, 500), ("digest", digest, 36)]
    where value.unicodeScalars.count > limit {
      throw MLflowError.invalid(
        "The \(what) of a dataset has \(value.unicodeScalars.count) characters; \(limit) are the most.")
    }
    return LoggedDataset(
      name: name, digest: digest,
      sourceType: try dataset.text("source_type") ?? "", source: try dataset.text("source") ?? "",
      schema: try dataset.text("schema"), profile: try dataset.text("profile"),
      tags: try fields.messages("tags").map { tag in
        LoggedText(try tag.required("key"), try tag.text("value") ?? "")
      })
  }
}
