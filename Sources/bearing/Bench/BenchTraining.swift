import ArgumentParser
import Compute
import Formats
import Foundation
import Learning
import Logging
import Store
import Tracking
import Training

/// `bearing bench [training]`: samples per second of training steps with everything recorded and on its way to disk.
struct BenchTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Samples per second of a network and a method, and where the time of a step goes.",
    discussion: """
      Without --network: the networks that people compare, with bp and dkp. GFLOP/s count the products of a step, two \
      for each multiplication; the rate beside them is that of a 1024 x 1024 matrix product, measured in the same run.
      """)

  @Option(
    parsing: .upToNextOption,
    help: "Networks, as a config names them, a width after a colon: conv2, fc5:1000, alexnet, alexnet-32.")
  var network: [String] = ["conv2", "fc5:1000", "alexnet"]

  @Option(parsing: .upToNextOption, help: "Learning rules.")
  var method: [String] = ["bp", "dkp"]

  @Option(help: "Samples of a batch. Default: 64, and 32 for alexnet.")
  var batch: Int?

  @Option(help: "Of activations, and of weights where they are multiplied: f32 or bf16.")
  var precision = Precision.f32

  @OptionGroup var threadOptions: ThreadOptions

  @Flag(help: "Measure with 1, 2, 4, ... threads, up to --threads.")
  var scaling = false

  @Flag(
    help: "Measure runs side by side too: one with all threads, two with half of them, ..., each with one.")
  var packing = false

  @Flag(inversion: .prefixedNo, help: "Measure the angles in every step, or do not.")
  var angle = true

  @Option(help: "Blocks of steps that are timed, one after the other.")
  var blocks = 5

  @Option(help: "Seconds of a block, at least.")
  var seconds = 1.0

  @Option(help: "text or json.")
  var format = Bench.Format.text

  @Option(help: "Folder of the database's migrations. Default: beside the program.")
  var migrations: String?

  func validate() throws {
    for name in method where LearningRules.named(name) == nil {
      throw ValidationError(
        "--method must be one of \(LearningRules.names.joined(separator: ", ")), found \(name)")
    }
    if let batch, !(1...65536).contains(batch) {
      throw ValidationError("--batch must be from 1 to 65536, found \(batch)")
    }
    guard precision.isSupported else {
      throw ValidationError(
        "\(ProcessorInfo.name) has no instructions for \(precision.rawValue) (AVX512_BF16); use --precision f32"
      )
    }
    guard (1...1000).contains(blocks) else {
      throw ValidationError("--blocks must be from 1 to 1000, found \(blocks)")
    }
    guard (0...3600).contains(seconds) else {
      throw ValidationError("--seconds must be from 0 to 3600, found \(seconds)")
    }
  }

  private var threadCounts: [Int] {
    let most = threadOptions.count
    guard scaling else { return [most] }
    return Array(sequence(first: 1) { $0 * 2 }.prefix { $0 < most }) + [most]
  }

  func run() throws {
    var figures = BenchTrainingFigures(version: Bearing.version, processor: ProcessorInfo.name)
    for threads in threadCounts {
      let machine = try MachineRates.measure(threads: threads)
      if format == .text { print("\(ProcessorInfo.name), \(threads) threads: \(machine.text)") }
      for network in network {
        for method in method {
          let result = try measure(network, method, threads: threads, on: machine)
          if format == .text { print(result.text) }
          figures.results.append(result)
          guard packing, threads == threadOptions.count else { continue }
          let packed = try pack(network, method)
          if format == .text { print(packed.text) }
          figures.packings.append(packed)
        }
      }
    }
    if format == .json { try Bench.printJSON(figures) }
  }

  private func measure(
    _ network: String, _ method: String, threads: Int, on machine: MachineRates
  ) throws -> BenchTrainingFigures.Result {
    try withStore { store, folder in
      let job = try store.insert(BenchCurve.job("training", runs: 1, steps: 1_000_000_000))
      let run = try store.claim(run: job.runs[0].id).id
      let before = PeakMemory.reset()
      let benchmark = try StepBenchmark(subject(network, method), threads: threads)
      defer { benchmark.stop() }
      let measured = try benchmark.run(blocks: blocks, seconds: seconds, as: run, into: store.writer)
      try store.writer.flush()
      try benchmark.endEpoch(
        in: CheckpointLibrary(data: folder, log: Logger(label: "bench")).folder(of: run), sink: store.writer)
      return BenchTrainingFigures.Result(
        network: network, method: method, batch: benchmark.batchSize, threads: threads, precision: precision,
        blocks: measured,
        recording: BenchTrainingFigures.Recording(store.writer.work, steps: benchmark.steps),
        products: try benchmark.products,
        optimizerBytes: benchmark.optimizerBytes, machine: machine,
        peakMemoryBytes: PeakMemory.bytes,
        memory: BenchTrainingFigures.Memory(
          need: benchmark.memoryNeed.bytes, taken: PeakMemory.bytes - before))
    }
  }

  private func pack(_ network: String, _ method: String) throws -> BenchPacking {
    try withStore { store, _ in
      try BenchPacking.measure(
        subject(network, method), blocks: blocks, seconds: seconds, cores: threadOptions.count, in: store)
    }
  }

  private func subject(_ network: String, _ method: String) throws -> StepBenchmark.Subject {
    do {
      return try StepBenchmark.Subject(
        network: network, method: method, batchSize: batch, precision: precision, measuresAngle: angle)
    } catch let error as ConfigError {
      throw error.forTerminal
    }
  }

  /// - Parameter body: given a fresh database and its folder, which are gone afterwards.
  private func withStore<Value>(_ body: (Store, _ folder: String) throws -> Value) throws -> Value {
    let folder = Bench.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try Bench.store(in: folder, migrations: migrations)
    defer { try? store.close() }
    return try body(store, folder)
  }
}

extension Precision: ExpressibleByArgument {}

/// The most memory that this process has held at a time.
enum PeakMemory {
  /// Bytes since the last ``reset()``; 0 where the system does not tell.
  static var bytes: Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").compactMap({ Int($0) }).first
    else { return 0 }
    return kilobytes << 10
  }

  /// Starts anew from what is held now, after giving back what earlier measurements have left.
  ///
  /// - Returns: bytes that are held.
  static func reset() -> Int {
    MemoryRoom.giveBackFreed()
    try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    return bytes
  }
}
