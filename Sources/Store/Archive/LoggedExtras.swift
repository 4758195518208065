import Formats
import Foundation
import GRDB
import Tracking

/// What is known of a run beside its points: what trained it, and what tracking clients have told.
package struct LoggedExtras: Sendable, Equatable {
  /// A logged model that came out of the run.
  package struct Model: Sendable, Equatable {
    package var id: String
    package var name: String
    /// Milliseconds since 1970.
    package var createdAt: Int
    package var updatedAt: Int
    /// As the column of this name has it.
    package var document: JSONValue
    package var artifacts: [Artifact]
    /// How it had to do with the run, beside having come out of it.
    package var links: [RunModel]

    package init(
      id: String, name: String, createdAt: Int, updatedAt: Int, document: JSONValue, artifacts: [Artifact],
      links: [RunModel]
    ) {
      self.id = id
      self.name = name
      self.createdAt = createdAt
      self.updatedAt = updatedAt
      self.document = document
      self.artifacts = artifacts
      self.links = links
    }
  }

  package var user: String?
  package var params: [LoggedText] = []
  package var datasets: [LoggedDataset] = []
  package var artifacts: [Artifact] = []
  package var models: [Model] = []
  /// What it was trained by last, as it was stored.
  package var environment: JSONValue?

  package init(
    user: String? = nil, params: [LoggedText] = [], datasets: [LoggedDataset] = [],
    artifacts: [Artifact] = [], models: [Model] = [], environment: JSONValue? = nil
  ) {
    self.environment = environment
    self.user = user
    self.params = params
    self.datasets = datasets
    self.artifacts = artifacts
    self.models = models
  }

  /// The files of the run and of its models.
  package var files: [Artifact] { artifacts + models.flatMap(\.artifacts) }
}

extension JobSnapshot {
  /// What is known of a run beside its points.
  package func extras(of run: Int64) throws -> LoggedExtras {
    let environment = try String.fetchOne(
      db, sql: "SELECT environment FROM runs WHERE id = ?", arguments: [run])
    return LoggedExtras(
      user: try String.fetchOne(db, sql: "SELECT user_id FROM runs WHERE id = ?", arguments: [run]),
      params: try LoggedText.params(db, of: run), datasets: try LoggedDataset.fetch(db, run: run),
      artifacts: try Store.artifacts(db, of: .run(run)), models: try models(of: run),
      environment: try environment.map { try JSONValue(parsing: Data($0.utf8)) })
  }

  private func models(of run: Int64) throws -> [LoggedExtras.Model] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM logged_models WHERE run_id = ? AND NOT is_deleted ORDER BY created_at, id",
      arguments: [run]
    ).map { row in
      let id: String = row["id"]
      let links = try Row.fetchAll(
        db, sql: "SELECT is_output, step FROM run_models WHERE run_id = ? AND model_id = ?",
        arguments: [run, id])
      return LoggedExtras.Model(
        id: id, name: row["name"], createdAt: row["created_at"], updatedAt: row["updated_at"],
        document: try JSONValue(parsing: Data((row["document"] as String).utf8)),
        artifacts: try Store.artifacts(db, of: .model(id)),
        links: links.map { RunModel(id, isOutput: $0[0], step: $0[1]) })
    }
  }
}

extension JobImport {
  /// Stores what was known of a run beside its points. The bytes of its files are there: see ``Store/takeIn(artifact:_:)``.
  package func add(_ extras: LoggedExtras, to run: Run) throws {
    try db.execute(
      sql: "UPDATE runs SET user_id = ?, environment = ? WHERE id = ?",
      arguments: [extras.user, extras.environment?.canonicalText, run.id])
    for param in extras.params {
      try db.execute(
        sql: "INSERT INTO run_params (run_id, key, value) VALUES (?, ?, ?)",
        arguments: [run.id, param.key, param.value])
    }
    for dataset in extras.datasets { try dataset.insert(db, run: run.id) }
    for artifact in extras.artifacts { try Store.insert(db, artifact, of: .run(run.id)) }
    for model in extras.models { try add(model, to: run) }
  }

  /// Under its id, or, where that is taken, as by the job that it was archived from, under a new one.
  private func add(_ model: LoggedExtras.Model, to run: Run) throws {
    let isTaken = try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT * FROM logged_models WHERE id = ?)", arguments: [model.id])
    let id = isTaken == true ? LoggedModel.newID() : model.id
    try db.execute(
      sql: """
        INSERT INTO logged_models (id, experiment_id, run_id, name, created_at, updated_at, document)
        VALUES (?, (SELECT experiment_id FROM jobs WHERE id = ?), ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, run.jobID, run.id, model.name, model.createdAt, model.updatedAt, model.document.canonicalText,
      ])
    for artifact in model.artifacts { try Store.insert(db, artifact, of: .model(id)) }
    for link in model.links {
      try db.execute(
        sql: "INSERT INTO run_models (run_id, model_id, is_output, step) VALUES (?, ?, ?, ?)",
        arguments: [run.id, id, link.isOutput, link.step])
    }
  }
}
