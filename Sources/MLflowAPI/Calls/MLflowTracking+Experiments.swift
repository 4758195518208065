import HTTPServer
import Store

extension MLflowTracking {
  var experimentCalls: [Call] {
    [
      Call(.post, "/mlflow/experiments/create", "Make an experiment", answering: makeExperiment),
      Call(.get, "/mlflow/experiments/get", "One experiment, a deleted one too") { fields in
        let id = try fields.experiment()
        return try Self.answer(store.loggedExperiment(id), calledFor: String(id))
      },
      Call(.get, "/mlflow/experiments/get-by-name", "The experiment of a name, a deleted one too") { fields in
        let name = try fields.required("experiment_name")
        return try Self.answer(store.loggedExperiment(named: name), calledFor: name)
      },
      Call(
        .post, "/mlflow/experiments/search", "Experiments that fit a filter, in an order, by pages",
        pace: .reading,
        answering: searchExperiments),
      Call(.get, "/mlflow/experiments/search", "The same, asked in the query", answering: searchExperiments),
      Call(
        .post, "/mlflow/experiments/update", "Give an experiment another name",
        doing: { fields in
          let (id, name) = (try fields.experiment(), try fields.required("new_name"))
          try Names.checkExperiment(name)
          try store.rename(experiment: id, to: name)
        }),
      Call(
        .post, "/mlflow/experiments/delete", "Put an experiment aside, with its runs",
        doing: {
          try store.setDeleted(experiment: $0.experiment(), true)
        }),
      Call(
        .post, "/mlflow/experiments/restore", "Put an experiment back, with its runs",
        doing: {
          try store.setDeleted(experiment: $0.experiment(), false)
        }),
      Call(
        .post, "/mlflow/experiments/set-experiment-tag", "Set a tag of an experiment",
        doing: { fields in
          let tag = try Self.experimentTag(fields)
          try store.setTag(tag.key, to: tag.value, ofExperiment: fields.experiment())
        }),
      Call(
        .post, "/mlflow/experiments/delete-experiment-tag", "Take a tag off an experiment",
        doing: {
          try store.setTag($0.required("key"), to: nil, ofExperiment: $0.experiment())
        }),
    ]
  }

  private func makeExperiment(_ fields: Fields) throws -> JSONText {
    let name = try fields.required("name")
    try Names.checkExperiment(name)
    let location = try fields.filled("artifact_location")
    let id = try store.makeExperiment(
      name, artifactLocation: location, tags: fields.messages("tags").map(Self.experimentTag))
    var text = JSONText()
    text.object { $0.member("experiment_id", String(id)) }
    return text
  }

  private func searchExperiments(_ fields: Fields) throws -> JSONText {
    guard fields.has("max_results") else { throw fields.missing("max_results") }
    let page = try fields.page(usual: 1_000, most: SearchText.mostResults)
    let search = ExperimentSearch(
      conditions: try SearchText.experimentConditions(fields.text("filter") ?? ""),
      orders: try fields.texts("order_by").map(SearchText.experimentOrder),
      lifecycle: try fields.lifecycle("view_type"))
    let found = try store.experiments(search, offset: page.offset, limit: page.limit)
    var text = JSONText()
    text.object { text in
      if found.experiments.isEmpty { return }
      text.key("experiments")
      text.array(found.experiments) { $0.experiment($1) }
      if found.hasMore { text.member("next_page_token", PageToken.text(offset: page.offset + page.limit)) }
    }
    return text
  }

  private static func answer(_ experiment: LoggedExperiment?, calledFor name: String) throws -> JSONText {
    guard let experiment else { throw LoggingError.noSuchExperiment(name) }
    var text = JSONText()
    text.object { text in
      text.key("experiment")
      text.experiment(experiment)
    }
    return text
  }

  private static func experimentTag(_ fields: Fields) throws -> LoggedText {
    let key = try fields.required("key")
    try Names.check(key, of: "tag")
    let value = try fields.text("value") ?? ""
    try Names.checkText(value, of: key)
    let length = value.unicodeScalars.count
    guard length <= Names.longestExperimentTag else {
      throw MLflowError.invalid(
        "The value of the tag '\(key)' has \(length) characters; \(Names.longestExperimentTag) are the most.")
    }
    return LoggedText(key, value)
  }
}
