import Files
import Formats
import Foundation
import Tracking
import Training

/// What a worker asks a server: the calls of `/api/v1/leases` and of a run that it has.
struct LeaseCalls: Sendable {
  let link: ServerLink
  /// The worker's name.
  let worker: String
  /// That a lease is asked for, and renewed by.
  let seconds: Double

  /// A run that the server has given.
  struct Grant {
    var run: Run
    var config: JSONValue
    /// What it goes on from, by its iteration; nil to begin.
    var checkpoint: Int?
  }

  /// - Parameter run: nil for the next of the queue.
  /// - Returns: nil when none waits.
  /// - Throws: ``LinkError``, or ``LeaseLost`` for a run that is not to be had.
  func claim(run: Int64?, threads: Int, environment: RunEnvironment) throws -> Grant? {
    var body: [String: JSONValue] = [
      "worker": .string(worker), "seconds": .number(seconds), "environment": environment.json,
    ]
    body["run"] = run.map { .integer(Int($0)) }
    let answer = try post("/api/v1/leases", .object(body))
    guard let lease = answer["lease"], lease != .null else { return nil }
    guard let id = lease["run"]?.integer, let job = lease["job"]?.integer,
      let trial = lease["trial"]?.integer,
      let seed = lease["seed"].flatMap(Self.seed), let attempt = lease["attempt"]?.integer,
      let step = lease["step"]?.integer, let steps = lease["steps"]?.integer,
      let perEpoch = lease["steps_per_epoch"]?.integer, let config = lease["config"]
    else {
      throw LinkError.refused(
        status: 200, "the lease lacks something; is the server of the same version as this worker?")
    }
    return Grant(
      run: Run(
        id: Int64(id), jobID: Int64(job), trial: trial, seed: seed, status: .running, attempt: attempt,
        step: step, steps: steps, stepsPerEpoch: perEpoch, owner: .worker(worker),
        threads: lease["threads"]?.integer, createdAt: Date().timeIntervalSince1970),
      config: config, checkpoint: lease["checkpoint"]?["step"]?.integer)
  }

  private static func seed(_ value: JSONValue) -> UInt64? {
    switch value {
    case .integer(let seed): UInt64(exactly: seed)
    case .exact(let digits): UInt64(digits)
    default: nil
    }
  }

  /// - Throws: ``LinkError``, ``LeaseLost``.
  func renew(_ run: Run, threads: Int? = nil, notes: [String] = []) throws -> LeaseStanding {
    var body: [String: JSONValue] = [
      "worker": .string(worker), "attempt": .integer(run.attempt), "seconds": .number(seconds),
    ]
    body["threads"] = threads.map { .integer($0) }
    if !notes.isEmpty { body["notes"] = .array(notes.map { .string($0) }) }
    let answer = try post("/api/v1/runs/\(run.id)/lease", .object(body))
    return LeaseStanding(
      stop: answer["stop"]?.string.flatMap(StopReason.init), threads: answer["threads"]?.integer,
      seconds: answer["seconds"]?.double ?? seconds)
  }

  /// - Returns: the status that the run has got.
  /// - Throws: ``LinkError``, ``LeaseLost``.
  func end(_ run: Run, _ end: RunEnd) throws -> Status {
    var body: [String: JSONValue] = [
      "worker": .string(worker), "attempt": .integer(run.attempt), "status": .string(end.status.rawValue),
    ]
    body["message"] = end.message.map { .string(String($0.prefix(10_000))) }
    body["diverged_step"] = end.divergedStep.map { .integer($0) }
    let answer = try post("/api/v1/runs/\(run.id)/lease/end", .object(body))
    return answer["status"]?.string.flatMap(Status.init) ?? end.status
  }

  /// Posts a batch of points as it was written: again and again the same bytes.
  ///
  /// - Throws: ``LinkError``, ``LeaseLost``.
  func send(batch: Data, of run: Run) throws {
    _ = try link.call("POST", "/api/v1/runs/\(run.id)/metrics", body: batch).json()
  }

  /// Brings a file, part after part, from where the server has got of it.
  ///
  /// - Parameter isWanted: asked before every part.
  /// - Throws: ``LinkError``, ``LeaseLost``, ``FileError``.
  func send(
    _ file: OpenFile, as kind: CheckpointUploads.Kind, step: Int, of run: Run, while isWanted: () -> Bool
  ) throws {
    let head =
      "/api/v1/runs/\(run.id)/checkpoint?worker=\(worker)&attempt=\(run.attempt)&kind=\(kind.rawValue)&step=\(step)"
      + "&bytes=\(file.size)"
    var offset = 0
    while isWanted() {
      let count = min(CheckpointUploads.longestPart, file.size - offset)
      let part = Data(try file.bytes(at: offset, count: count))
      let answer = try link.call(
        "PUT", head + "&offset=\(offset)", body: part, type: "application/octet-stream"
      ).json()
      if answer["complete"] == .bool(true) { return }
      guard let received = answer["received"]?.integer, (0..<file.size).contains(received) else {
        throw LinkError.refused(status: 200, "the receipt of a part of a checkpoint cannot be read")
      }
      offset = received
    }
  }

  /// Fetches everything that a run goes on from.
  ///
  /// - Parameter place: where nothing is yet.
  /// - Throws: ``LinkError``, ``LeaseLost`` when it is not there any more.
  func fetch(checkpoint step: Int, of run: Run, to place: String) throws {
    let answer = try link.download("/api/v1/runs/\(run.id)/checkpoints/\(step)", to: place)
    if !answer.isGood { _ = try answer.json() }
  }

  private func post(_ path: String, _ body: JSONValue) throws -> JSONValue {
    try link.call("POST", path, body: Data(body.canonicalText.utf8)).json()
  }
}
