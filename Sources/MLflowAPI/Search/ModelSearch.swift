import Store
import Tracking

/// Which logged models are looked for, and in which order. There are few of them, so they are picked here, not in SQL.
struct ModelSearch {
  private typealias Key = (SearchName, isDescending: Bool)

  private let conditions: [(name: SearchName, comparison: Comparison)]
  private let orders: [Key]

  /// - Throws: ``MLflowError``.
  init(filter: String, orders: [Fields]) throws {
    conditions = try SearchText.modelConditions(filter)
    self.orders = try orders.map { order in
      var reader = SearchReader(try order.required("field_name"))
      return (try reader.name(), try order.isFalse("ascending"))
    }
  }

  /// Those that fit; without an order as they come.
  func pick(from models: [LoggedModel]) -> [LoggedModel] {
    let found = models.filter { model in
      conditions.allSatisfy { condition in
        switch Self.value(condition.name, of: model) {
        case .number(let number): condition.comparison.holds(for: number)
        case .text(let text): condition.comparison.holds(for: text)
        }
      }
    }
    if orders.isEmpty { return found }
    return found.enumerated().sorted { first, second in
      for (name, isDescending) in orders {
        if let isBefore = Self.value(name, of: first.element).isBefore(
          Self.value(name, of: second.element), isDescending: isDescending)
        {
          return isBefore
        }
      }
      return first.offset < second.offset
    }.map(\.element)
  }

  private enum Value {
    case number(Double?)
    case text(String?)

    /// nil for equal ones; what is not there comes last.
    func isBefore(_ other: Value, isDescending: Bool) -> Bool? {
      switch (self, other) {
      case (.number(let a?), .number(let b?)): a == b ? nil : (a < b) != isDescending
      case (.text(let a?), .text(let b?)): a == b ? nil : (a < b) != isDescending
      case (.number(.some), _), (.text(.some), _): true
      case (_, .number(.some)), (_, .text(.some)): false
      default: nil
      }
    }
  }

  private static func value(_ name: SearchName, of model: LoggedModel) -> Value {
    switch name.entity?.lowercased() {
    case "metric", "metrics": .number(model.metrics.last { $0.point.metric.key == name.key }?.point.value)
    case "param", "params": .text(model.params.first { $0.key == name.key }?.value)
    case "tag", "tags": .text(model.tags.first { $0.key == name.key }?.value)
    default:
      switch name.key {
      case "creation_timestamp", "creation_time": .number(Double(model.createdAt))
      case "last_updated_timestamp": .number(Double(model.updatedAt))
      case "model_id": .text(model.id)
      case "name": .text(model.name)
      case "model_type": .text(model.type)
      case "status": .text(model.status.replacing("LOGGED_MODEL_", with: ""))
      case "source_run_id": .text(model.run.map(RunSearch.text(ofRun:)))
      default: .text(nil)
      }
    }
  }
}
