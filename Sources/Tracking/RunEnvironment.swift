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

  package init(
    host: String, processor: String, instructionSets: [String], cores: Int, memoryBytes: Int,
    versions: [String: String]
  ) {
    self.host = host
    self.processor = processor
    self.instructionSets = instructionSets
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.versions = versions
  }

  /// As the column `runs.environment` and the API have it.
  package static let shape = JSONShape<RunEnvironment>(
    named: "RunEnvironment",
    [
      JSONField("host", .string) { .string($0.host) },
      JSONField("processor", .string) { .string($0.processor) },
      JSONField("instruction_sets", .array(of: .string).described("of those that matter to the engine")) {
        .array($0.instructionSets.map { .string($0) })
      },
      JSONField("cores", .integer(0 ... .max).described("that the process may use")) { .integer($0.cores) },
      JSONField("memory_bytes", .integer(0 ... .max)) { .integer($0.memoryBytes) },
      JSONField("versions", .map(of: .string).described("of everything that takes part in a result")) {
        .object($0.versions.mapValues { .string($0) })
      },
    ])

  package var json: JSONValue { Self.shape.json(self) }
}
