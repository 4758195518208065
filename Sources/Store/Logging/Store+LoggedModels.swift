import Formats
import Foundation
import GRDB
import Tracking

/// Models that somebody logs. Every call is one transaction.
extension Store {
  /// Stores a model that is made now.
  ///
  /// - Throws: ``LoggingError``.
  package func add(_ model: LoggedModel) throws -> LoggedModel {
    let now = Timestamp.milliseconds(now())
    return try pool.write { db in
      _ = try activeExperiment(db, model.experiment)
      if let run = model.run { _ = try WritableRun(db, run) }
      try db.execute(
        sql: """
          INSERT INTO logged_models (id, experiment_id, run_id, name, created_at, updated_at, document)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          model.id, model.experiment, model.run, model.name, now, now,
          model.document.canonicalText,
        ])
      return try found(db, model: model.id)
    }
  }

  /// - Throws: ``LoggingError/noSuchModel(_:)``, for a deleted one too.
  package func loggedModel(_ id: String) throws -> LoggedModel { try pool.read { try found($0, model: id) } }

  /// Those of some experiments that are not deleted, the newest first.
  package func loggedModels(of experiments: [Int64]) throws -> [LoggedModel] {
    try pool.read { db in
      try models(
        db,
        where: "experiment_id IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC, logged_models.id",
        [experiments.json])
    }
  }

  /// Changes what is told of a model.
  ///
  /// - Throws: ``LoggingError/noSuchModel(_:)``, or what `change` throws.
  package func edit(model id: String, _ change: (inout LoggedModel) throws -> Void) throws -> LoggedModel {
    let now = Timestamp.milliseconds(now())
    return try pool.write { db in
      var model = try found(db, model: id)
      try change(&model)
      try db.execute(
        sql: "UPDATE logged_models SET document = ?, updated_at = ? WHERE id = ?",
        arguments: [model.document.canonicalText, now, id])
      return try found(db, model: id)
    }
  }

  /// In the caller's transaction.
  func log(_ db: Database, _ metrics: [LoggedModelMetric], ofModel id: String) throws {
    var model = try found(db, model: id)
    model.metrics += metrics.filter { !model.metrics.contains($0) }
    try db.execute(
      sql: "UPDATE logged_models SET document = ? WHERE id = ?",
      arguments: [model.document.canonicalText, id])
  }

  /// Marks a model as deleted; it goes with its run.
  package func delete(model id: String) throws {
    try pool.write { db in
      _ = try found(db, model: id)
      try db.execute(sql: "UPDATE logged_models SET is_deleted = 1 WHERE id = ?", arguments: [id])
    }
  }

  /// Notes which models went into a run, or came out of it, in the caller's transaction.
  func log(_ db: Database, _ models: [RunModel], of run: Int64) throws {
    for model in models {
      _ = try found(db, model: model.model)
      try db.execute(
        sql: """
          INSERT INTO run_models (run_id, model_id, is_output, step) VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET step = excluded.step
          """,
        arguments: [run, model.model, model.isOutput, model.step])
    }
  }

  private func found(_ db: Database, model id: String) throws -> LoggedModel {
    guard let model = try models(db, where: "logged_models.id = ?", [id]).first else {
      throw LoggingError.noSuchModel(id)
    }
    return model
  }

  private func models(
    _ db: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> [LoggedModel] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT logged_models.*, ifnull(artifact_location, 'mlflow-artifacts:/' || experiments.id) AS artifact_root
        FROM logged_models JOIN experiments ON experiments.id = experiment_id
        WHERE NOT is_deleted AND \(condition)
        """,
      arguments: arguments
    ).map { row in
      var model = LoggedModel(
        id: row["id"], experiment: row["experiment_id"], run: row["run_id"], name: row["name"],
        createdAt: row["created_at"], status: "", type: nil, params: [], tags: [])
      model.updatedAt = row["updated_at"]
      model.artifactRoot = row["artifact_root"]
      model.read(try JSONValue(parsing: Data((row["document"] as String).utf8)))
      return model
    }
  }
}
