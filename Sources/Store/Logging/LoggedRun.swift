import Tracking

/// A run with what a tracking client asks of it: its params, tags and latest values by their keys.
package struct LoggedRun: Sendable, Equatable, Identifiable {
  package var run: Run
  package var name: String
  package var experiment: Int64
  /// Who says that they run it; empty for nobody.
  package var user: String
  package var isDeleted: Bool
  /// Where the artifacts of its experiment are.
  package var artifactRoot: String
  /// The point of each series at its last step; of several there the greatest by (at, value).
  package var latest: [LoggedPoint]
  package var params: [LoggedText]
  package var tags: [LoggedText]
  package var datasets: [LoggedDataset]
  /// Logged models that went into it and came out of it.
  package var models: [RunModel]

  package var id: Int64 { run.id }
}

/// A logged model that had to do with a run.
package struct RunModel: Sendable, Equatable {
  /// Its id.
  package var model: String
  package var isOutput: Bool
  package var step: Int

  package init(_ model: String, isOutput: Bool, step: Int = 0) {
    self.model = model
    self.isOutput = isOutput
    self.step = step
  }
}

/// One value with all that its sender said of it.
package struct LoggedPoint: Sendable, Equatable {
  package var metric: Metric
  /// In ``Tracking/Point/steps``.
  package var step: Int
  /// NaN for one that is no number.
  package var value: Double
  /// Milliseconds since 1970.
  package var at: Int

  package init(_ metric: Metric, step: Int, value: Double, at: Int) {
    self.metric = metric
    self.step = step
    self.value = value
    self.at = at
  }
}

/// Points of one metric, in the order in which they were told.
package struct LoggedColumn: Sendable, Equatable {
  package var metric: Metric
  package private(set) var steps: [Int] = []
  /// NaN for those that are no numbers.
  package private(set) var values: [Double] = []
  /// Milliseconds since 1970.
  package private(set) var times: [Int] = []

  package init(_ metric: Metric) { self.metric = metric }

  package mutating func append(step: Int, value: Double, at time: Int) {
    steps.append(step)
    values.append(value)
    times.append(time)
  }
}

/// A param or a tag.
package struct LoggedText: Sendable, Equatable {
  package var key: String
  package var value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// What a run was fed with. The same name and digest are the same dataset.
package struct LoggedDataset: Sendable, Equatable {
  package var name: String
  package var digest: String
  package var sourceType: String
  package var source: String
  package var schema: String?
  package var profile: String?
  package var tags: [LoggedText]

  package init(
    name: String, digest: String, sourceType: String, source: String, schema: String?, profile: String?,
    tags: [LoggedText]
  ) {
    self.name = name
    self.digest = digest
    self.sourceType = sourceType
    self.source = source
    self.schema = schema
    self.profile = profile
    self.tags = tags
  }
}

/// What a client tells of a run in one call: all of it is stored, or nothing.
package struct LoggedBatch: Sendable, Equatable {
  package var params: [LoggedText]
  /// Points by metric: those of a batch have few.
  package var columns: [LoggedColumn]
  package var tags: [LoggedText]
  /// Another name for the run.
  package var name: String?
  /// Values that are of models as well, by their ids.
  package var modelMetrics: [String: [LoggedModelMetric]] = [:]

  package init(
    params: [LoggedText] = [], points: [LoggedPoint] = [], tags: [LoggedText] = [], name: String? = nil
  ) {
    self.params = params
    columns = []
    self.tags = tags
    self.name = name
    var places: [Metric: Int] = [:]
    for point in points {
      let place = places[point.metric] ?? columns.count
      if place == columns.count {
        places[point.metric] = place
        columns.append(LoggedColumn(point.metric))
      }
      columns[place].append(step: point.step, value: point.value, at: point.at)
    }
  }

  /// How many points there are.
  package var pointCount: Int { columns.reduce(0) { $0 + $1.steps.count } }
}

/// Which of those that can be deleted and restored are meant.
package enum Lifecycle: Sendable, CaseIterable {
  case active, deleted, all
}
