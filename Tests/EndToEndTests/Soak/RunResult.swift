import Foundation
import TestSupport

/// What a run that succeeded has left, without what depends on time.
struct RunResult {
  /// Lines of its CSV without the run's id and without `samples_per_second`.
  let points: [Substring]
  /// Names and shapes of its weights.
  let shapes: [String: [Int]]
  /// Their numbers, bit by bit.
  let weights: Data
  /// Steps of each series, by `metric/layer`, `samples_per_second` too, in the order of the CSV.
  let steps: [String: [Int]]

  /// - Throws: ``ProcessError`` when the server does not have it.
  init(_ id: Int, on server: ServerProcess) async throws {
    let csv = try await server.get("/api/v1/metrics.csv?runs=\(id)")
    let answer = try await server.get("/api/v1/runs/\(id)/checkpoint")
    guard csv.status == 200, answer.status == 200, answer.body.count > 8 else {
      throw ProcessError(description: "run \(id): \(csv.status) \(answer.status)\n\(server.log.text)")
    }
    let lines = csv.text.split(separator: "\n").dropFirst()
    points = lines.filter { !$0.contains("samples_per_second") }
      .map { $0[($0.firstIndex(of: ",") ?? $0.startIndex)...] }
    var steps: [String: [Int]] = [:]
    for line in lines {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      steps["\(fields[2])/\(fields[3])", default: []].append(Int(fields[4]) ?? -1)
    }
    self.steps = steps
    shapes = try TensorFile(answer.body, name: "run \(id)").tensors.mapValues(\.shape)
    // The header's length and the header come before the numbers; it holds the config, which may name other threads.
    let bytes = [UInt8](answer.body)
    let header = (0..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    weights = Data(bytes[(8 + header)...])
  }

  /// Series whose steps are not each there once, rising.
  var disorderly: [String] { steps.filter { zip($1, $1.dropFirst()).contains { $0 >= $1 } }.keys.sorted() }
}
