/// Turns a byte into the number that a network sees, for each channel:
///
///     value = (byte / 255 - mean) / deviation
package struct Normalization: Sendable, Equatable {
  /// Means on the scale [0, 1]; one per channel, or one for all.
  package let mean: [Float]
  /// Standard deviations on the same scale, above 0; one per channel, or one for all.
  package let deviation: [Float]

  package init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Onto [-1, 1], in every channel.
  package static let half = Normalization(mean: [0.5], deviation: [0.5])

  /// - Throws: ``DatasetError/badSetting(name:expected:found:)`` for a wrong number of values, or one that would
  ///   give infinities.
  package func check(channels: Int) throws(DatasetError) { _ = try table(channels: channels) }

  /// The value of every byte in every channel, [channels, 256].
  ///
  /// - Throws: ``DatasetError/badSetting(name:expected:found:)`` for a wrong number of values, or one that would
  ///   give infinities.
  func table(channels: Int) throws(DatasetError) -> [Float] {
    for (name, values) in [("mean", mean), ("deviation", deviation)] {
      guard values.count == channels || values.count == 1 else {
        throw .badSetting(
          name: "normalization.\(name)", expected: channels == 1 ? "1 value" : "1 or \(channels) values",
          found: "\(values.count)")
      }
    }
    guard mean.allSatisfy(\.isFinite) else {
      throw .badSetting(name: "normalization.mean", expected: "finite numbers", found: "\(mean)")
    }
    guard deviation.allSatisfy({ $0.isNormal && $0 > 0 }) else {
      throw .badSetting(name: "normalization.deviation", expected: "numbers above 0", found: "\(deviation)")
    }
    return (0..<channels).flatMap { channel in
      let mean = mean.count == 1 ? mean[0] : mean[channel]
      let deviation = deviation.count == 1 ? deviation[0] : deviation[channel]
      return (0..<256).map { (Float($0) / 255 - mean) / deviation }
    }
  }
}
