import Formats

/// What a run is trained by: with another of these the same config may come to other last digits.
package struct RunEnvironment: Sendable, Equatable {
  package var host: String
  /// The processor's name, as it calls itself.
  package var processor: String
  /// Of those that matter to the engine: `avx2`, `avx512`, `avx512_bf16`, `amx_bf16`.
  package var instructionSets: [String]
  /// That the process may use.
  package var cores: Int
  package var memoryBytes: Int
  /// Versions of everything that takes part in a result, by name.
  package var versions: [String: String]
  /// Who trained it: `here`, `worker`, `slurm`.
  package var executor: String
  /// Of a cluster: its number of the job, `1234_5`.
  package var slurmJob: String?

  package init(
    host: String, processor: String, instructionSets: [String], cores: Int, memoryBytes: Int,
    versions: [String: String], executor: String = "here", slurmJob: String? = nil
  ) {
    self.host = host
    self.processor = processor
    self.instructionSets = instructionSets
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.versions = versions
    self.executor = executor
    self.slurmJob = slurmJob
  }

  /// As the column `runs.environment` and the API have it. A worker sends the same.
  package static let shape = JSONShape<RunEnvironment>(
    named: "RunEnvironment", absence: .leftOut,
    [
      .text("host", \.host, maxLength: longestText),
      .text("processor", \.processor, maxLength: longestText),
      .words("instruction_sets", \.instructionSets, "of those that matter to the engine"),
      .integer("cores", \.cores, from: 0, to: .max, "that the process may use"),
      .integer("memory_bytes", \.memoryBytes, from: 0, to: .max),
      .labels("versions", \.versions),
      .text("executor", \.executor, maxLength: 64, "who trained it: here, worker or slurm").optional,
      .optionalText("slurm_job", \.slurmJob, maxLength: 64, "of a cluster: its number of the job").optional,
    ])

  package static let longestText = 400

  package static let blank = RunEnvironment(
    host: "", processor: "", instructionSets: [], cores: 0, memoryBytes: 0, versions: [:])

  package var json: JSONValue { Self.shape.json(self) }
}
