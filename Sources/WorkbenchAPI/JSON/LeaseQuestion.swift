import Formats
import Foundation
import Tracking

/// What workers ask for, as the bodies of their calls.
enum LeaseQuestion {
  static let nameRule = "1 to \(LeaseKey.longestName) letters, digits and . _ : -, unlike any other worker's"

  /// `POST /leases`.
  struct Claim: LeaseBody {
    var worker: String
    /// nil for the next one of the queue.
    var run: Int64?
    var seconds: Double
    var environment: RunEnvironment?

    init(_ reader: ConfigReader) {
      worker = LeaseQuestion.worker(reader)
      run = reader.optionalInteger("run", in: 1 ... .max, "the run; the next of the queue if left out")
        .map(Int64.init)
      seconds = LeaseQuestion.seconds(reader) ?? LeaseKey.usualSeconds
      environment = reader.object("environment", "what it would be trained by") { reader in
        guard !reader.members.isEmpty else { return nil }
        var environment = RunEnvironment.blank
        RunEnvironment.shape.read(reader, into: &environment)
        return environment
      }
    }

    static var schema: JSONSchema {
      .component(
        "LeaseClaim",
        LeaseQuestion.schema(
          ConfigReader.fields { _ = Claim($0) },
          with: [
            "worker": .string(matching: LeaseKey.namePattern), "environment": environmentSchema,
          ])
      )
    }
  }

  /// `POST /runs/{id}/lease`.
  struct Renewal: LeaseBody {
    var worker: String
    var attempt: Int
    var news: LeaseNews

    init(_ reader: ConfigReader) {
      worker = LeaseQuestion.worker(reader)
      attempt = LeaseQuestion.attempt(reader)
      news = LeaseNews(
        seconds: LeaseQuestion.seconds(reader),
        threads: reader.optionalInteger("threads", in: 1...1024, "cores that the run is begun with"),
        notes: reader.values("notes", count: 0...100, "for the run's history") { value in
          value.string.flatMap { (1...2_000).contains($0.count) && !$0.contains("\0") ? $0 : nil }
        } expected: {
          "a text of 1 to 2000 characters"
        })
    }

    static var schema: JSONSchema {
      .component(
        "LeaseRenewal",
        LeaseQuestion.schema(
          ConfigReader.fields { _ = Renewal($0) },
          with: [
            "worker": .string(matching: LeaseKey.namePattern),
            "notes": .array(of: .string(matching: #"^[^\u0000]{1,2000}$"#), count: 0...100),
          ]))
    }
  }

  /// `POST /runs/{id}/lease/end`.
  struct End: LeaseBody {
    var worker: String
    var attempt: Int
    var status: Status
    var message: String?
    var divergedStep: Int?

    init(_ reader: ConfigReader) {
      worker = LeaseQuestion.worker(reader)
      attempt = LeaseQuestion.attempt(reader)
      let words = Status.allCases.filter { $0.isFinal || $0 == .interrupted }.map(\.rawValue)
      status =
        Status(
          rawValue: reader.choice("status", of: words, "how it ended; interrupted to be taken up again"))
        ?? .failed
      message = reader.optionalText("message", maxLength: 10_000, "why, for people")
      divergedStep = reader.optionalInteger(
        "diverged_step", in: 1...Point.steps.upperBound, "the iteration whose loss was not finite")
    }

    static var schema: JSONSchema {
      .component(
        "LeaseEnd",
        LeaseQuestion.schema(
          ConfigReader.fields { _ = End($0) },
          with: [
            "worker": .string(matching: LeaseKey.namePattern),
            "message": .string(1...10_000).with("pattern", #"^[^\u0000]*$"#),
          ]))
    }
  }

  // MARK: What they share

  /// What is read of ``RunEnvironment/shape``, which tells of what is stored, less exactly.
  private static let environmentSchema: JSONSchema = {
    func text(_ longest: Int) -> JSONSchema { .string(1...longest).with("pattern", #"^[^\u0000]*$"#) }
    return .object(
      [
        "host": text(RunEnvironment.longestText), "processor": text(RunEnvironment.longestText),
        "instruction_sets": .array(of: .string, count: 0...64), "cores": .integer(0 ... .max),
        "memory_bytes": .integer(0 ... .max),
        "versions": JSONSchema([
          "type": "object", "additionalProperties": ["type": "string", "pattern": #"^[^\u0000]*$"#],
          "propertyNames": ["pattern": #"^[^\u0000]{1,1000}$"#],
        ]), "executor": text(64), "slurm_job": text(64).orNull,
      ], optional: ["slurm_job"])
  }()

  private static func worker(_ reader: ConfigReader) -> String {
    let name = reader.text("worker", maxLength: LeaseKey.longestName, "the worker's name")
    if reader.has("worker"), !LeaseKey.isName(name) {
      reader.report("worker", "expected \(nameRule)", expected: nameRule, found: name)
    }
    return name
  }

  private static func attempt(_ reader: ConfigReader) -> Int {
    reader.integer("attempt", in: 1 ... .max, "of the lease, as it was given out")
  }

  private static func seconds(_ reader: ConfigReader) -> Double? {
    reader.optionalNumber("seconds", in: LeaseKey.seconds, "that the lease shall hold; 60 if nobody says")
  }

  /// What may be left out may also be null.
  ///
  /// - Parameter members: schemas that say more than the reader does.
  private static func schema(_ fields: [ConfigField], with members: [String: JSONSchema]) -> JSONSchema {
    var schema = JSONSchema(ConfigSchema.object(fields).members ?? [:])
    for (key, member) in members.sorted(by: { $0.key < $1.key }) {
      schema = schema.with(property: key, member)
    }
    for field in fields where !field.isRequired {
      let member = JSONSchema(schema.json["properties"]?[field.key]?.members ?? [:])
      schema = schema.with(property: field.key, member.orNull)
    }
    return schema
  }
}

/// A body that is read key by key.
protocol LeaseBody {
  /// Declares every key; see ``ConfigReader``.
  init(_ reader: ConfigReader)
}

extension LeaseBody {
  /// - Throws: ``ConfigError`` with every problem at once.
  init(_ value: JSONValue) throws {
    let reader = ConfigReader(value.withoutNulls)
    self.init(reader)
    try reader.end()
  }
}

extension JSONValue {
  /// An object less the keys that have nothing: who has nothing to say may say so.
  fileprivate var withoutNulls: JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.filter { $0.value != .null }.mapValues { $0["slurm_job"] == .null ? $0.withoutNulls : $0 })
  }
}
