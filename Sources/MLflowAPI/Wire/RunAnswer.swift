import Formats
import Store
import Tracking

/// Runs and experiments as MLflow's clients read them.
extension JSONText {
  mutating func run(_ run: LoggedRun) {
    object { text in
      text.key("info")
      text.runInfo(run)
      text.key("data")
      text.object { text in
        text.key("metrics")
        text.array(run.latest) { $0.point($1) }
        text.key("params")
        text.pairs(run.params)
        text.key("tags")
        text.pairs(
          run.tags.filter { $0.key != RunSearch.nameTag } + [LoggedText(RunSearch.nameTag, run.name)])
      }
      text.key("inputs")
      text.object { text in
        text.key("dataset_inputs")
        text.array(run.datasets) { $0.datasetInput($1) }
        text.key("model_inputs")
        text.array(run.models.filter { !$0.isOutput }) { text, input in
          text.object { $0.member("model_id", input.model) }
        }
      }
      text.key("outputs")
      text.object { text in
        text.key("model_outputs")
        text.array(run.models.filter(\.isOutput)) { text, output in
          text.object {
            $0.member("model_id", output.model)
            $0.member("step", output.step)
          }
        }
      }
    }
  }

  mutating func runInfo(_ run: LoggedRun) {
    let id = RunSearch.text(ofRun: run.id)
    object { text in
      text.member("run_id", id)
      text.member("run_uuid", id)
      text.member("run_name", run.name)
      text.member("experiment_id", String(run.experiment))
      text.member("user_id", run.user)
      text.member("status", RunSearch.word(for: run.run.status))
      text.member("start_time", Timestamp.milliseconds(run.run.startedAt ?? run.run.createdAt))
      if let end = run.run.finishedAt { text.member("end_time", Timestamp.milliseconds(end)) }
      text.member("artifact_uri", "\(run.artifactRoot)/\(id)/artifacts")
      text.member("lifecycle_stage", run.isDeleted ? "deleted" : "active")
    }
  }

  mutating func experiment(_ experiment: LoggedExperiment) {
    object { text in
      text.member("experiment_id", String(experiment.id))
      text.member("name", experiment.name)
      text.member("artifact_location", experiment.artifactRoot)
      text.member("lifecycle_stage", experiment.isDeleted ? "deleted" : "active")
      text.member("creation_time", Timestamp.milliseconds(experiment.createdAt))
      text.member("last_update_time", Timestamp.milliseconds(experiment.updatedAt))
      text.key("tags")
      text.pairs(experiment.tags)
    }
  }

  mutating func pairs(_ pairs: [LoggedText]) {
    array(pairs) { text, pair in
      text.object {
        $0.member("key", pair.key)
        $0.member("value", pair.value)
      }
    }
  }

  mutating func point(_ point: LoggedPoint) {
    object { text in
      text.member("key", point.metric.key)
      text.member("value", point.value)
      text.member("timestamp", point.at)
      text.member("step", point.step)
    }
  }

  private mutating func datasetInput(_ dataset: LoggedDataset) {
    object { text in
      text.key("tags")
      text.pairs(dataset.tags)
      text.key("dataset")
      text.object { text in
        text.member("name", dataset.name)
        text.member("digest", dataset.digest)
        text.member("source_type", dataset.sourceType)
        text.member("source", dataset.source)
        if let schema = dataset.schema { text.member("schema", schema) }
        if let profile = dataset.profile { text.member("profile", profile) }
      }
    }
  }
}

extension LoggedExperiment {
  var artifactRoot: String { artifactLocation ?? "mlflow-artifacts:/\(id)" }
}
