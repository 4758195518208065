import Compute
import Foundation
import Tracking

extension RunEnvironment {
  /// What this process trains by.
  static func here() -> RunEnvironment {
    let features = ProcessorFeatures.here
    let sets: [(String, Bool)] = [
      ("avx2", features.hasAVX2), ("avx512", features.hasAVX512), ("avx512_bf16", features.hasBF16),
      ("amx_bf16", features.hasTiles),
    ]
    return RunEnvironment(
      host: ProcessInfo.processInfo.hostName, processor: ProcessorInfo.name,
      instructionSets: sets.filter(\.1).map(\.0), cores: ProcessInfo.processInfo.activeProcessorCount,
      memoryBytes: Int(clamping: ProcessInfo.processInfo.physicalMemory), versions: Versions.all())
  }
}
