import Datasets
import Testing

@Suite struct NormalizationTests {
  /// All 256 bytes in each of `channels` channels, as a stream delivers them.
  private func delivered(channels: Int, _ normalization: Normalization) throws -> [Float] {
    let split = DatasetSplit(
      shape: SampleShape(channels: channels, height: 16, width: 16),
      images: (0..<channels).flatMap { _ in (0...255).map { UInt8($0) } }, labels: [0])
    let stream = try BatchStream(split, batchSize: 1, shuffle: false, normalization: normalization)
    return try #require(stream.withNext { Array($0.pixels) })
  }

  @Test func `by default a byte becomes (byte / 255 - 0.5) / 0.5, bit for bit`() throws {
    let values = try delivered(channels: 1, .half)
    let expected: [Float] = (0...255).map { (Float($0) / 255 - 0.5) / 0.5 }
    #expect(values == expected)
    #expect(values.first == -1 && values.last == 1)
  }

  @Test func `each channel has its own mean and deviation`() throws {
    let normalization = Normalization(mean: [0.25, 0.5, 0.75], deviation: [0.1, 0.2, 2])
    let values = try delivered(channels: 3, normalization)
    for channel in 0..<3 {
      let expected: [Float] = (0...255).map {
        (Float($0) / 255 - normalization.mean[channel]) / normalization.deviation[channel]
      }
      #expect(Array(values[channel * 256..<(channel + 1) * 256]) == expected)
    }
  }

  @Test func `one value serves all channels`() throws {
    let values = try delivered(channels: 2, .half)
    #expect(values.prefix(256) == values.suffix(256))
  }

  @Test(arguments: [
    (Normalization(mean: [], deviation: [1]), "normalization.mean"),
    (Normalization(mean: [0, 0], deviation: [1]), "normalization.mean"),
    (Normalization(mean: [.nan], deviation: [1]), "normalization.mean"),
    (Normalization(mean: [0], deviation: [1, 1, 1, 1]), "normalization.deviation"),
    (Normalization(mean: [0], deviation: [0]), "normalization.deviation"),
    (Normalization(mean: [0], deviation: [-1]), "normalization.deviation"),
    (Normalization(mean: [0], deviation: [.infinity]), "normalization.deviation"),
  ])
  func `values that would give nonsense are refused by name`(_ normalization: Normalization, _ name: String) {
    let error = #expect(throws: DatasetError.self) { try delivered(channels: 3, normalization) }
    guard case .badSetting(name, _, _) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }
}
