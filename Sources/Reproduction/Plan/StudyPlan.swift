import Formats
import Tracking
import Training

/// What a reproduction trains: a job for each method or setting, with all its trials.
package struct StudyPlan: Sendable {
  /// One method, or one setting of one.
  package struct Part: Sendable {
    /// `dkp`, or `dkp · width=512 · learning_rate=0.01`.
    package let label: String
    package let method: String
    /// What makes it differ from other parts of its method, by name; empty for a table's.
    package let setting: [Setting.Choice]
    /// As it is sent to a server, less its seeds.
    package let request: JSONValue
    /// The same, validated, with every seed of the plan.
    package let config: JobConfig
    package var seeds: [UInt64] { config.seeds }

    /// What is sent to a server for some of the seeds.
    package func request(seeds first: UInt64, count: Int) -> JSONValue {
      request.changed(by: ["seed": JSONValue(exactly: first), "trials": .integer(count)])
    }
  }

  package let study: Study
  package let dataset: String
  /// What is special about the dataset's files, in the user's words: "JPEG copy". Nothing is compared with the paper then.
  package let datasetNote: String?
  package let parts: [Part]
  /// Of one run.
  package let epochs: Int
  package let trials: Int
  /// Another than f32.
  package let precision: String?
  /// What the paper ran.
  package let paper: (epochs: Int, trials: Int)

  /// What a user may ask for.
  package struct Request: Sendable {
    package var dataset: String?
    package var datasetNote: String?
    package var methods: [String]?
    package var trials: Int?
    package var epochs: Int?
    /// Instead of epochs: to see whether it starts.
    package var steps: Int?
    /// Another than the paper's f32, to be faster where a processor has it.
    package var precision: String?

    package init() {}
  }

  /// - Parameter datasets: those that may be named.
  /// - Throws: ``PlanError`` with what to type instead, ``ConfigError`` for numbers that no config takes.
  package init(_ study: Study, _ request: Request = Request(), datasets: DatasetLibrary = .registered) throws
  {
    self.study = study
    dataset = request.dataset ?? study.datasets[0]
    datasetNote = request.datasetNote
    precision = request.precision == "f32" ? nil : request.precision
    let methods = try Self.methods(of: study, request)
    var paper = (epochs: 0, trials: 0)
    parts = try methods.flatMap { method -> [Part] in
      guard let base = study.config(method, on: request.dataset ?? study.datasets[0]) else {
        throw PlanError("there is no preset of \(study.rawValue) for \(method)")
      }
      paper = (base["epochs"]?.integer ?? 0, base["trials"]?.integer ?? 1)
      return try study.settings(of: method).map { setting in
        try Part(method, setting, of: study, base, request, datasets: datasets)
      }
    }
    self.paper = paper
    trials = parts.map(\.config.trials).max() ?? 0
    epochs =
      parts.map { part in
        if case .epochs(let count) = part.config.length { count } else { 0 }
      }.max() ?? 0
  }

  /// Those that are asked for, in the study's order.
  private static func methods(of study: Study, _ request: Request) throws -> [String] {
    let methods = request.methods ?? study.methods
    if let unknown = methods.first(where: { !study.methods.contains($0) }) {
      let nearest =
        Spelling.nearest(to: unknown, in: study.methods).map { "; did you mean \"\($0)\"?" } ?? "."
      throw PlanError(
        "\(study.rawValue) has no method \"\(unknown)\"\(nearest)"
          + " It compares \(study.methods.joined(separator: ", "))")
    }
    guard Set(methods).count == methods.count else {
      throw PlanError("--methods names one twice: \(methods.joined(separator: ","))")
    }
    guard !methods.isEmpty else {
      throw PlanError("--methods names none; give some of \(study.methods.joined(separator: ","))")
    }
    return study.methods.filter(methods.contains)
  }

  /// Runs of all parts.
  package var runs: Int { parts.reduce(0) { $0 + $1.seeds.count } }

  /// In what a part's runs fall short of the paper's experiment; empty where both can be compared.
  ///
  /// - Parameter count: of the part's runs that came to their end.
  package func shortfall(runs count: Int) -> [String] {
    var words: [String] = []
    if let datasetNote { words.append("other pictures (\(datasetNote))") }
    if let precision { words.append("precision \(precision)") }
    if epochs == 0 {
      words.append("iterations, not epochs")
    } else if epochs != paper.epochs {
      words.append("epochs \(epochs) of \(paper.epochs)")
    }
    if count < paper.trials { words.append("trials \(count) of \(paper.trials)") }
    return words
  }
}

extension StudyPlan.Part {
  /// - Parameter base: the preset's config on the dataset.
  fileprivate init(
    _ method: String, _ setting: Setting, of study: Study, _ base: JSONValue, _ request: StudyPlan.Request,
    datasets: DatasetLibrary
  ) throws {
    var changes = setting.changes
    if study.isSweep {
      changes["experiment"] = .string("\(study.rawValue)-\(base["dataset"]?.string ?? "")")
    }
    if let trials = request.trials ?? setting.trials { changes["trials"] = .integer(trials) }
    if let precision = request.precision { changes["precision"] = .string(precision) }
    if let steps = request.steps {
      changes["steps"] = .integer(steps)
      changes["epochs"] = .null
    } else if let epochs = request.epochs ?? study.usualEpochs {
      changes["epochs"] = .integer(epochs)
    }
    label = ([method] + setting.choices.map(\.text)).joined(separator: " · ")
    if !setting.choices.isEmpty { changes["name"] = .string(label) }
    self.method = method
    self.setting = setting.choices
    self.request = base.changed(by: .object(changes))
    config = try JobConfig(self.request, datasets: datasets)
  }
}

/// Why there is no such plan, with what to type instead.
package struct PlanError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
