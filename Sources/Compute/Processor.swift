import Glibc

/// What the system says of the processor.
package enum ProcessorInfo {
  /// The lines of `/proc/cpuinfo`; none where there is no such file.
  static let lines: [Substring] = {
    guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
    defer { fclose(file) }
    var text = ""
    var buffer = [CChar](repeating: 0, count: 4096)
    // The first processor's entry is enough: they are all alike.
    while fgets(&buffer, Int32(buffer.count), file) != nil, buffer[0] != 10 {
      text += String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return text.split(separator: "\n")
  }()

  /// The processor's name, as it calls itself.
  package static let name: String = {
    let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    return name.map { String($0.drop { $0 == " " }) } ?? "unknown processor"
  }()
}

/// What the processor can do that matters to the engine.
package struct ProcessorFeatures: Sendable {
  package let hasAVX2: Bool
  package let hasAVX512: Bool
  /// Products of bf16 numbers (AVX512_BF16).
  package let hasBF16: Bool
  /// The same by the tile (AMX_BF16).
  package let hasTiles: Bool
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
    hasTiles = flags.contains("amx_bf16")
    isKnown = !flags.isEmpty
  }
}
