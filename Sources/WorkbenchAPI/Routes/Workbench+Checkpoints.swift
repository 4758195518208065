import Files
import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  var checkpointEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/runs/{id}/checkpoint", "getCheckpoint",
        "The newest weights as safetensors, those of a run under way too",
        parameters: [.id(of: "run")],
        answers: [
          .file("application/octet-stream", .bytes, "safetensors, F32, PyTorch's shapes"),
          .problem(404, "There is no such run, or no checkpoint of it yet"),
        ]
      ) { request in
        try checkpoint(of: request.identifier("id", of: "run"))
      }
    ]
  }

  private func checkpoint(of id: Int64) throws -> Response {
    guard let run = try store.run(id) else { throw TrackingError.noSuchRun(id) }
    // The client names a run; every path is made here from its number.
    let weights = try queue.checkpoints.withWeights(of: id) { try? OpenFile(path: $0) }
    guard let weights = weights ?? nil else {
      throw Problem(
        status: 404,
        detail: run.isExternal
          ? "Run \(id) is trained elsewhere; its weights are there."
          : "Run \(id) has no checkpoint yet; the first is written at the end of its first epoch.")
    }
    return .download(weights, as: "run-\(id).safetensors")
  }
}
