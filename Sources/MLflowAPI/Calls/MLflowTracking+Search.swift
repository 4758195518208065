import Formats
import HTTPServer
import Store
import Tracking

/// What a notebook asks.
extension MLflowTracking {
  var searchCalls: [Call] {
    [
      Call(
        .post, "/mlflow/runs/search", "Runs that fit a filter, in an order, by pages", pace: .reading,
        answering: searchRuns),
      Call(
        .get, "/mlflow/metrics/get-history", "Every point of a metric as it was logged, by pages",
        answering: history),
    ]
  }

  private func searchRuns(_ fields: Fields) throws -> JSONText {
    let page = try fields.page(usual: 1_000, most: SearchText.mostResults)
    let search = RunSearch(
      experiments: try fields.texts("experiment_ids").map(Fields.experiment),
      conditions: try SearchText.runConditions(fields.text("filter") ?? ""),
      orders: try SearchText.runOrders(fields.texts("order_by")),
      lifecycle: try fields.lifecycle("run_view_type"))
    let found = try store.runs(search, offset: page.offset, limit: page.limit)
    var text = JSONText()
    text.object { text in
      if found.runs.isEmpty { return }
      text.key("runs")
      text.array(found.runs) { $0.run($1) }
      if found.hasMore { text.member("next_page_token", PageToken.text(offset: page.offset + page.limit)) }
    }
    return text
  }

  private func history(_ fields: Fields) throws -> JSONText {
    let key = try fields.required("metric_key")
    guard let id = try fields.text("run_id") ?? fields.text("run_uuid"), !id.isEmpty else {
      throw fields.missing("run_id")
    }
    let limit = try fields.integer("max_results")
    guard limit.map({ $0 > 0 }) ?? true else {
      throw MLflowError.invalid("max_results must be more than 0, found \(limit ?? 0).")
    }
    let place = try fields.filled("page_token").map { token in
      guard let place = PointHistory.Place(token: token) else {
        throw MLflowError.invalid(
          "page_token must be the next_page_token of the page before, found \"\(token)\".")
      }
      return place
    }
    // What nobody has logged has no points, whatever it is of.
    let run = RunSearch.run(id) ?? 0
    let part = try store.history(of: run, Metric.readings(ofKey: key), after: place, limit: limit)
    var text = JSONText()
    text.reserve(part.points.count * (key.utf8.count + 80))
    text.object { text in
      if part.points.isEmpty { return }
      text.key("metrics")
      text.array(part.points) { text, point in
        text.object { text in
          text.member("key", key)
          text.member("value", point.value)
          text.member("timestamp", point.at)
          text.member("step", point.step)
        }
      }
      if let next = part.next { text.member("next_page_token", next.token) }
    }
    return text
  }
}

extension PointHistory.Place {
  /// Time, step and the bits of the value, which its text might not tell apart.
  var token: String { "\(at).\(step).\(String(value.bitPattern, radix: 16))" }

  init?(token: String) {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let at = Int(parts[0]), let step = Int(parts[1]),
      let bits = UInt64(parts[2], radix: 16)
    else { return nil }
    self.init(at: at, step: step, value: Double(bitPattern: bits))
  }
}
