/// Metrics in Prometheus's text exposition format, version 0.0.4.
struct PrometheusText {
  enum Kind: String {
    case counter, gauge
  }

  /// One value of a metric, with what tells it from the others.
  struct Sample {
    var labels: [(name: String, value: String)] = []
    var value: Double
  }

  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// Adds a metric and its samples.
  ///
  /// - Parameters:
  ///   - name: letters, digits and underscores; a counter's ends with `_total`.
  ///   - help: one line.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
      text +=
        name + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}")
        + " \(Self.number(sample.value))\n"
    }
  }

  /// Adds a metric of one value.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
    add(name, kind, help, [Sample(value: value)])
  }

  /// Adds a metric of one value for each of some words, in the words' order.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [String: Int]) {
    add(
      name, kind, help,
      values.sorted { $0.key < $1.key }.map { Sample(labels: [(label, $0.key)], value: Double($0.value)) })
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    let text = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    return quotes ? text.replacing("\"", with: "\\\"") : text
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }
}
