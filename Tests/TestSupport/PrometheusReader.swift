/// Reads the text exposition format, version 0.0.4, and is strict about it.
///
/// - Source: <https://prometheus.io/docs/instrumenting/exposition_formats/>.
package struct PrometheusReader {
  /// What a metric is called, and of which kind it is: `counter`, `gauge`.
  package private(set) var kinds: [String: String] = [:]
  /// Every value, by its line's part before it: `name` or `name{label="value"}`.
  package private(set) var values: [String: Double] = [:]

  /// - Throws: ``ProcessError`` that shows the line that is not of the format.
  package init(_ text: String) throws {
    var helped: Set<String> = []
    var current = ""
    guard text.hasSuffix("\n") else { throw ProcessError(description: "the last line must end") }
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      func fail(_ why: String) -> ProcessError { ProcessError(description: "\(why): \(line)") }
      if let match = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)/) {
        guard helped.insert(String(match.1)).inserted else { throw fail("a second HELP") }
      } else if let match = line.wholeMatch(of: /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)/) {
        current = String(match.1)
        guard kinds.updateValue(String(match.2), forKey: current) == nil else { throw fail("a second TYPE") }
        guard helped.contains(current) else { throw fail("no HELP before") }
        guard match.2 != "counter" || current.hasSuffix("_total") else {
          throw fail("a counter without _total")
        }
      } else {
        let label = #/[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"/#
        guard
          let match = line.wholeMatch(
            of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? ([-+]?[0-9.]+(e[-+]?[0-9]+)?|NaN|[-+]Inf)/)
        else { throw fail("no sample") }
        guard match.1 == current else { throw fail("a sample outside its metric") }
        if let labels = match.3, !labels.isEmpty {
          guard labels.split(separator: ",").allSatisfy({ $0.wholeMatch(of: label) != nil }) else {
            throw fail("no labels")
          }
        }
        guard let value = Double(match.4) else { throw fail("no number") }
        let key = String(match.1) + (match.2.map(String.init) ?? "")
        guard values.updateValue(value, forKey: key) == nil else { throw fail("the same twice") }
      }
    }
  }
}
