import Formats
import Foundation
import HTTPServer
import Store
import Tracking

/// Models that `mlflow.*.log_model` logs: accepted and kept.
extension MLflowTracking {
  var modelCalls: [Call] {
    [
      Call(.post, "/mlflow/logged-models", "Log a model", answering: makeModel),
      Call(
        .post, "/mlflow/logged-models/search", "Models that fit a filter, by pages", pace: .reading,
        answering: searchModels),
      Call(.get, "/mlflow/logged-models/{id}", "One model") { request in
        try Self.answer(store.loggedModel(request.parameters["id"] ?? ""))
      },
      Call(.patch, "/mlflow/logged-models/{id}", "Say whether a model's files are complete") { request in
        let status = try Fields(request).required("status")
        guard Self.finalStatuses.contains(status) else {
          throw MLflowError.invalid(
            "status must be \(Self.finalStatuses.joined(separator: " or ")), found \"\(status)\".")
        }
        return try Self.answer(store.edit(model: request.parameters["id"] ?? "") { $0.status = status })
      },
      Call(.delete, "/mlflow/logged-models/{id}", "Delete a model") { request in
        try store.delete(model: request.parameters["id"] ?? "")
        return .json(Data("{}".utf8))
      },
      Call(.patch, "/mlflow/logged-models/{id}/tags", "Set tags of a model") { request in
        let tags = try Fields(request).messages("tags").map(Self.tag)
        return try Self.answer(
          store.edit(model: request.parameters["id"] ?? "") { model in
            model.tags.removeAll { old in tags.contains { $0.key == old.key } }
            model.tags += tags
          })
      },
      Call(.delete, "/mlflow/logged-models/{id}/tags/{key...}", "Take a tag off a model") { request in
        let key = request.parameters["key"] ?? ""
        let id = request.parameters["id"] ?? ""
        return try Self.answer(
          store.edit(model: id) { model in
            guard model.tags.contains(where: { $0.key == key }) else {
              throw MLflowError(.missing, "Model \(id) has no tag \"\(key)\".")
            }
            model.tags.removeAll { $0.key == key }
          })
      },
      Call(.post, "/mlflow/logged-models/{id}/params", "Params of a model, each written once") { request in
        let params = try Fields(request).messages("params").map(Self.param)
        let id = request.parameters["id"] ?? ""
        _ = try store.edit(model: id) { model in
          for param in params {
            if let old = model.params.first(where: { $0.key == param.key }) {
              guard old.value.utf8.elementsEqual(param.value.utf8) else {
                throw MLflowError.invalid(
                  "The param \"\(param.key)\" of model \(id) is \"\(old.value)\" already.")
              }
            } else {
              model.params.append(param)
            }
          }
        }
        return .json(Data("{}".utf8))
      },
      Call(
        .post, "/mlflow/runs/outputs", "Which models came out of a run",
        doing: { fields in
          let models = try fields.messages("models").map { output in
            RunModel(try output.required("model_id"), isOutput: true, step: try output.integer("step") ?? 0)
          }
          try store.log([], models, of: fields.run())
        }),
    ]
  }

  private static let pending = "LOGGED_MODEL_PENDING"
  private static let finalStatuses = ["LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"]

  private func makeModel(_ fields: Fields) throws -> JSONText {
    let run = try fields.filled("source_run_id").map { text in
      guard let id = RunSearch.run(text) else { throw LoggingError.noSuchRun(text) }
      return id
    }
    let name = try fields.filled("name") ?? Names.invented()
    let model = try store.add(
      LoggedModel(
        id: LoggedModel.newID(), experiment: fields.experiment(), run: run, name: name,
        status: Self.pending,
        type: fields.text("model_type"), params: fields.messages("params").map(Self.param),
        tags: fields.messages("tags").map(Self.tag)))
    return Self.text(model)
  }

  private func searchModels(_ fields: Fields) throws -> JSONText {
    let page = try fields.page(usual: 100, most: SearchText.mostResults)
    let experiments = try fields.texts("experiment_ids").map(Fields.experiment)
    let search = try ModelSearch(filter: fields.text("filter") ?? "", orders: fields.messages("order_by"))
    let found = search.pick(from: try store.loggedModels(of: experiments)).dropFirst(page.offset)
    var text = JSONText()
    text.object { text in
      if found.isEmpty { return }
      text.key("models")
      text.array(found.prefix(page.limit)) { $0.model($1) }
      if found.count > page.limit {
        text.member("next_page_token", PageToken.text(offset: page.offset + page.limit))
      }
    }
    return text
  }

  private static func answer(_ model: LoggedModel) throws -> Response { .json(text(model).data) }

  private static func text(_ model: LoggedModel) -> JSONText {
    var text = JSONText()
    text.object { text in
      text.key("model")
      text.model(model)
    }
    return text
  }
}

extension JSONText {
  fileprivate mutating func model(_ model: LoggedModel) {
    object { text in
      text.key("info")
      text.object { text in
        text.member("model_id", model.id)
        text.member("experiment_id", String(model.experiment))
        text.member("name", model.name)
        text.member("creation_timestamp_ms", model.createdAt)
        text.member("last_updated_timestamp_ms", model.updatedAt)
        text.member("artifact_uri", "\(model.artifactRoot)/models/\(model.id)/artifacts")
        text.member("status", model.status)
        if let type = model.type { text.member("model_type", type) }
        if let run = model.run { text.member("source_run_id", RunSearch.text(ofRun: run)) }
        text.key("tags")
        text.pairs(model.tags)
      }
      text.key("data")
      text.object { text in
        text.key("params")
        text.pairs(model.params)
        text.key("metrics")
        text.array(model.metrics) { text, metric in
          text.object { text in
            text.member("key", metric.point.metric.key)
            text.member("value", metric.point.value)
            text.member("timestamp", metric.point.at)
            text.member("step", metric.point.step)
            text.member("run_id", metric.run)
            text.member("model_id", model.id)
            if let name = metric.datasetName { text.member("dataset_name", name) }
            if let digest = metric.datasetDigest { text.member("dataset_digest", digest) }
          }
        }
      }
    }
  }
}
