import Datasets

/// Which datasets there are. That one is missing is no fault as long as another is there.
struct DatasetCheck {
  let roots: [String]

  func findings() -> [Finding] {
    var findings: [Finding] = []
    var isAnyHere = false
    for name in DatasetRegistry.names(roots: roots) {
      do {
        let located = try DatasetRegistry.locate(name, roots: roots)
        _ = try located.described()
        findings.append(.ok("dataset \(name) in \(located.place)"))
        isAnyHere = true
      } catch .notFound(let name, _, _) {
        findings.append(.ok("dataset \(name) is not here; \(Self.advice(name))"))
      } catch {
        findings.append(.fail("dataset \(name) is damaged: \(error)", Self.advice(name)))
      }
    }
    if !isAnyHere {
      findings.append(
        .warn(
          "there is no dataset in \(roots.joined(separator: ", "))",
          "type: apt-get install dataset-fashion-mnist"))
    }
    return findings
  }

  private static func advice(_ name: String) -> String {
    name == "fashion-mnist"
      ? "type: apt-get install dataset-fashion-mnist" : "type: bearing datasets fetch \(name)"
  }
}
