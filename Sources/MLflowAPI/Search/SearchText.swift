import Formats
import Store

/// MLflow's language of filters and orders: comparisons joined by AND.
///
///     metrics.`val/acc` > 0.9 AND params.optimizer = 'adam' AND status != 'FAILED'
///
/// - Source: MLflow's documentation, "Search Runs", and its server's behaviour.
enum SearchText {
  /// Of one page.
  static let mostResults = 50_000

  /// - Throws: ``MLflowError`` with the place where it stops being a filter.
  static func runConditions(_ text: String) throws -> [RunSearch.Condition] {
    try conditions(text).map { written in
      let subject = try runSubject(written.name)
      return RunSearch.Condition(subject, try comparison(written, kind(of: subject)))
    }
  }

  static func runOrders(_ texts: [String]) throws -> [RunSearch.Order] {
    var orders: [RunSearch.Order] = []
    for text in texts {
      let (name, isDescending) = try order(text)
      let subject = try runSubject(name)
      if case .dataset = subject { throw MLflowError.invalid("Runs cannot be ordered by their datasets.") }
      guard !orders.contains(where: { $0.subject == subject }) else {
        throw MLflowError.invalid("'\(text)' is in order_by twice.")
      }
      orders.append(RunSearch.Order(subject, isDescending: isDescending))
    }
    return orders
  }

  static func experimentConditions(
    _ text: String
  ) throws -> [(subject: ExperimentSearch.Subject, comparison: Comparison)] {
    try conditions(text).map { written in
      let subject = try experimentSubject(written.name)
      if subject == .id {
        switch written.value {
        case .text(let id): _ = try Fields.experiment(id)
        case .texts(let ids): for id in ids { _ = try Fields.experiment(id) }
        case .number, .nothing: break
        }
      }
      return (subject, try comparison(written, kind(of: subject)))
    }
  }

  static func experimentOrder(
    _ text: String
  ) throws -> (subject: ExperimentSearch.Subject, isDescending: Bool) {
    let (name, isDescending) = try order(text)
    let subject = try experimentSubject(name)
    if case .tag = subject { throw MLflowError.invalid("Experiments cannot be ordered by their tags.") }
    return (subject, isDescending)
  }

  /// Of logged models, whose attributes are known where they are picked.
  static func modelConditions(_ text: String) throws -> [(name: SearchName, comparison: Comparison)] {
    try conditions(text).map { written in
      let isNumber =
        written.value.isNumber || ["metric", "metrics"].contains(written.name.entity?.lowercased())
      let kind = isNumber ? Kind.number : .text(mayBeListed: true, mayBeAbsent: true)
      return (written.name, try comparison(written, kind))
    }
  }

  // MARK: Syntax

  private static func conditions(_ text: String) throws -> [WrittenComparison] {
    var reader = SearchReader(text)
    if text.isEmpty { return [] }
    var found = [try reader.comparison()]
    while !reader.isAtEnd {
      guard reader.take(word: "AND") else { throw reader.trouble("AND or the end") }
      found.append(try reader.comparison())
    }
    return found
  }

  private static func order(_ text: String) throws -> (SearchName, isDescending: Bool) {
    var reader = SearchReader(text)
    let name = try reader.name()
    let isDescending = reader.take(word: "DESC")
    if !isDescending { _ = reader.take(word: "ASC") }
    guard reader.isAtEnd else { throw reader.trouble("ASC, DESC or the end") }
    return (name, isDescending)
  }

  // MARK: What is meant

  private enum Kind {
    case number
    /// With those beside `=`, `!=`, LIKE and ILIKE.
    case text(mayBeListed: Bool, mayBeAbsent: Bool)
  }

  private static func runSubject(_ name: SearchName) throws -> RunSearch.Subject {
    switch name.entity {
    case "metric", "metrics": return .metric(name.key)
    case "param", "params", "parameter", "parameters": return .param(name.key)
    case "tag", "tags": return .tag(name.key)
    case "dataset", "datasets":
      guard let field = RunSearch.DatasetField(rawValue: name.key) else {
        throw unknown("dataset attribute", name.key, RunSearch.DatasetField.allCases.map(\.rawValue))
      }
      return .dataset(field)
    case nil, "attribute", "attributes", "attr", "run":
      guard let attribute = attributes[name.key.lowercased()] else {
        throw unknown("attribute", name.key, attributes.keys.sorted())
      }
      return .attribute(attribute)
    case .some(let entity):
      throw unknown("entity", entity, ["metrics", "params", "tags", "attributes", "datasets"])
    }
  }

  private static let attributes: [String: RunSearch.Attribute] = [
    "run_id": .id, "run_name": .name, "run name": .name, "status": .status, "user_id": .user,
    "artifact_uri": .artifacts, "start_time": .start, "created": .start, "end_time": .end,
  ]

  private static func kind(of subject: RunSearch.Subject) -> Kind {
    switch subject {
    case .metric, .attribute(.start), .attribute(.end): .number
    case .param, .tag: .text(mayBeListed: false, mayBeAbsent: true)
    case .attribute(.id), .dataset: .text(mayBeListed: true, mayBeAbsent: false)
    case .attribute: .text(mayBeListed: false, mayBeAbsent: false)
    }
  }

  private static func experimentSubject(_ name: SearchName) throws -> ExperimentSearch.Subject {
    switch name.entity {
    case "tag", "tags": return .tag(name.key)
    case nil, "attribute", "attributes", "attr", "experiment":
      let subjects: [String: ExperimentSearch.Subject] = [
        "experiment_id": .id, "name": .name, "creation_time": .created, "last_update_time": .updated,
      ]
      guard let subject = subjects[name.key.lowercased()] else {
        throw unknown("attribute", name.key, subjects.keys.sorted())
      }
      return subject
    case .some(let entity): throw unknown("entity", entity, ["attributes", "tags"])
    }
  }

  private static func kind(of subject: ExperimentSearch.Subject) -> Kind {
    switch subject {
    case .created, .updated: .number
    case .tag: .text(mayBeListed: false, mayBeAbsent: true)
    case .id: .text(mayBeListed: true, mayBeAbsent: false)
    case .name: .text(mayBeListed: false, mayBeAbsent: false)
    }
  }

  private static func comparison(_ written: WrittenComparison, _ kind: Kind) throws -> Comparison {
    let name = written.name.key
    switch (written.relation, written.value, kind) {
    case (.relation(let relation), .number(let number), .number): return .number(relation, number)
    case (.relation, .text(let text), .number):
      throw MLflowError.invalid("'\(name)' is compared with a number, without quotes, not with '\(text)'.")
    case (.relation(let relation), .text(let text), .text) where relation == .equal || relation == .notEqual:
      return .text(relation, text)
    case (.relation(let relation), .number, .text) where relation == .equal || relation == .notEqual:
      throw MLflowError.invalid("'\(name)' is compared with a text in quotes.")
    case (.like(let ignoresCase), .text(let text), .text): return .like(text, ignoresCase: ignoresCase)
    case (.among(let isNegated), .texts(let texts), .text(mayBeListed: true, _)):
      return .among(texts, isNegated: isNegated)
    case (.isPresent(let isPresent), .nothing, .text(_, mayBeAbsent: true)): return .isPresent(isPresent)
    default: throw MLflowError.invalid("'\(name)' cannot be compared by \(written.relation.text).")
    }
  }

  private static func unknown(_ kind: String, _ found: String, _ known: [String]) -> MLflowError {
    let nearest = Spelling.nearest(to: found, in: known).map { "; did you mean '\($0)'?" } ?? "."
    return .invalid("Invalid \(kind) '\(found)'. Valid ones are \(known.joined(separator: ", "))\(nearest)")
  }
}
