import Files
import Formats
import Foundation
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
      },
      Endpoint(
        .get, "/api/v1/runs/{id}/checkpoints/{step}", "getWholeCheckpoint",
        "Everything that a run goes on from, for whoever trains it",
        parameters: [
          .id(of: "run"), .path("step", .integer(0 ... .max).with("format", "int64"), "of the checkpoint"),
        ],
        answers: [
          .file("application/octet-stream", .bytes, "safetensors with the optimizers' state"),
          .problem(404, "There is no such run, or no such checkpoint of it any more"),
        ]
      ) { try wholeCheckpoint($0) },
      Endpoint(
        .put, "/api/v1/runs/{id}/checkpoint", "putCheckpoint",
        "A part of a file that a worker brings: a checkpoint, or the weights at the end", pace: .bulk,
        parameters: [.id(of: "run")] + Self.partParameters, body: .bytes,
        bodyLimit: CheckpointUploads.longestPart,
        answers: [.ok(Self.uploadReceipt.schema, "Where the file is to go on")] + Self.leaseProblems
      ) { try takePart($0) },
    ]
  }

  private static let partParameters: [Parameter] = [
    .query("worker", .string(matching: LeaseKey.namePattern), "who holds the run", isRequired: true),
    .query("attempt", .integer(1 ... .max).with("format", "int64"), "of the lease", isRequired: true),
    .query(
      "kind", .words(CheckpointUploads.Kind.allCases.map(\.rawValue)),
      "what the file is; checkpoint if left out"),
    .query(
      "step", .integer(0...Point.steps.upperBound), "iterations that the run had behind it", isRequired: true),
    .query("bytes", .integer(1...CheckpointUploads.longestFile), "of the whole file", isRequired: true),
    .query(
      "offset", .integer(0...CheckpointUploads.longestFile),
      "where in the file the body belongs; 0 if left out"),
  ]

  private static let uploadReceipt = JSONShape<CheckpointUploads.Receipt>(
    named: "UploadReceipt",
    [
      JSONField("received", .integer(0 ... .max).described("bytes from the beginning on")) {
        .integer($0.received)
      },
      JSONField("complete", .boolean.described("whether the file has taken its place")) {
        .bool($0.isComplete)
      },
    ])

  private func takePart(_ request: Request) throws -> Response {
    let id = try request.identifier("id", of: "run")
    let query = request.query
    func needed<Value>(_ name: String, _ value: Value?) throws -> Value {
      guard let value else { throw Problem(status: 400, detail: "The query lacks \"\(name)\".") }
      return value
    }
    let kind = try query.value("kind") ?? CheckpointUploads.Kind.checkpoint.rawValue
    guard let kind = CheckpointUploads.Kind(rawValue: kind) else {
      throw Problem(
        status: 400, detail: "The query's \"kind\" must be checkpoint or weights, not \"\(kind)\".")
    }
    let worker = try needed("worker", query.value("worker"))
    guard LeaseKey.isName(worker) else {
      throw Problem(status: 400, detail: "The query's \"worker\" must be \(LeaseQuestion.nameRule).")
    }
    let file = CheckpointUploads.File(
      key: LeaseKey(
        run: id, worker: worker, attempt: try needed("attempt", query.integer("attempt", in: 1 ... .max))),
      kind: kind, step: try needed("step", query.integer("step", in: 0...Point.steps.upperBound)),
      bytes: try needed("bytes", query.integer("bytes", in: 1...CheckpointUploads.longestFile)))
    let offset = try query.integer("offset", in: 0...CheckpointUploads.longestFile) ?? 0
    try store.check(file.key)
    guard let run = try store.run(id), let job = try store.job(run.jobID) else {
      throw TrackingError.noSuchRun(id)
    }
    do {
      let receipt = try uploads.take(
        request.body, at: offset, of: file,
        config: { config(of: job) }, seed: run.seed)
      return .json(Self.uploadReceipt.json(receipt))
    } catch  where error is CheckpointError || (error as? FileError)?.isDamage == true {
      throw ConfigError([ConfigProblem(path: "$", message: "\(error)", expected: nil)])
    }
  }

  private func wholeCheckpoint(_ request: Request) throws -> Response {
    let id = try request.identifier("id", of: "run")
    guard try store.run(id) != nil else { throw TrackingError.noSuchRun(id) }
    guard let step = Int(request.parameters["step"] ?? ""), step >= 0,
      let file = try? OpenFile(path: queue.checkpoints.folder(of: id).file(of: step))
    else {
      throw Problem(
        status: 404, detail: "Run \(id) has no checkpoint \"\(request.parameters["step"] ?? "")\" any more.")
    }
    return .download(file, as: "run-\(id)-step-\(step).safetensors")
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
