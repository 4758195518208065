/// What the processor can do that matters to the engine.
package struct ProcessorFeatures: Sendable {
  package let hasAVX2: Bool
  package let hasAVX512: Bool
  /// Products of bf16 numbers (AVX512_BF16).
  package let hasBF16: Bool
  /// Whether the system told at all.
  package let isKnown: Bool

  /// Those of this machine.
  package static let here = ProcessorFeatures(lines: ProcessorInfo.lines)

  /// - Parameter lines: of `/proc/cpuinfo`.
  init(lines: [Substring]) {
    let flags = lines.first { $0.hasPrefix("flags") }?.split(separator: ":").last?.split(separator: " ") ?? []
    hasAVX2 = flags.contains("avx2") && flags.contains("fma")
    hasAVX512 = ["avx512f", "avx512bw", "avx512dq", "avx512vl"].allSatisfy { flags.contains(Substring($0)) }
    hasBF16 = flags.contains("avx512_bf16")
    isKnown = !flags.isEmpty
  }
}
