import ArgumentParser
import Foundation
import Store
import Tracking

/// `bearing bench tracking`: how many points a second go from a training loop to the disk.
struct BenchTracking: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tracking",
    abstract: "Points per second into a fresh database: 8 series, one call per step, until they are on disk.")

  /// Measured one after the other, each until its points are on disk.
  private static let blockCount = 8
  private static let seriesCount = 8

  @Option(help: "Points in all, rounded up to whole blocks.")
  var points = 4_000_000

  @Option(help: "text or json.")
  var format = Bench.Format.text

  @OptionGroup var migrationsOption: MigrationsOption

  func validate() throws {
    guard (1...1_000_000_000).contains(points) else {
      throw ValidationError("--points must be from 1 to 1000000000, found \(points)")
    }
  }

  /// What is printed as JSON.
  struct Figures: Encodable {
    var pointsPerSecond: Spread
    var series: Int
    var points: Int
    /// Of the whole database file: points, reduced levels and all.
    var bytesPerPoint: Double
  }

  func run() throws {
    let figures = try measure()
    if format == .json { return try Bench.printJSON(figures) }
    print("points per second: \(figures.pointsPerSecond.text(0)), median of \(Self.blockCount) blocks")
    print("bytes per point: \(ProgressLine.fixed(figures.bytesPerPoint, 1)), of \(figures.points) points")
  }

  private func measure() throws -> Figures {
    let folder = Bench.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try Bench.store(in: folder, migrations: migrationsOption.migrations)
    let perBlock = Self.blockCount * Self.seriesCount
    let steps = (points + perBlock - 1) / perBlock
    let job = try store.insert(BenchCurve.job("tracking", runs: 1, steps: steps * Self.blockCount))
    let run = try store.claim(run: job.runs[0].id).id
    let series = try BenchCurve.metrics(Self.seriesCount).map { try store.writer.series(of: $0, in: run) }
    var curve = BenchCurve(series: series, seed: 1)
    let blocks = try (0..<Self.blockCount).map { block in
      let time = try ContinuousClock().measure {
        curve.append(block * steps + 1...(block + 1) * steps, run: run, to: store.writer)
        try store.writer.flush()
      }
      return Double(steps * Self.seriesCount) / (time / .seconds(1))
    }
    let path = store.path
    // The last connection moves what is in the write-ahead log into the file.
    try store.close()
    let count = steps * perBlock
    return Figures(
      pointsPerSecond: Spread(blocks), series: Self.seriesCount, points: count,
      bytesPerPoint: Double(Bench.size(of: path)) / Double(count))
  }
}
