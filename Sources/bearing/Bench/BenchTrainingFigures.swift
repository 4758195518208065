import Compute
import Learning
import Store
import Training

/// What `bearing bench` prints, as text or as JSON.
struct BenchTrainingFigures: Encodable {
  var version: String
  var processor: String
  var results: [Result] = []
  /// With `--packing`.
  var packings: [BenchPacking] = []

  /// What the points of a step cost beside the training.
  struct Recording: Encodable {
    var pointsPerStep: Double
    /// Of processor time, on whichever core; a step does not wait for it.
    var writerMillisecondsPerStep: Double

    /// - Parameter steps: all that the writer's work was for; at least one.
    init(_ work: WriterWork, steps: Int) {
      pointsPerStep = Double(work.points) / Double(steps)
      writerMillisecondsPerStep = work.processorSeconds * 1e3 / Double(steps)
    }
  }

  /// What a run was said to need, and what it took, in bytes.
  struct Memory: Encodable {
    var need: Int
    var taken: Int
  }

  struct Result: Encodable {
    var network: String
    var method: String
    var batch: Int
    var threads: Int
    var precision: String
    var samplesPerSecond: Spread
    var millisecondsPerStep: Double
    var gflops: Double
    /// GFLOP/s of a matrix product, measured before.
    var matmulGflops: Double
    var fractionOfMatmul: Double
    /// GB/s that the optimizers read and write, and those of a copy, measured before.
    var optimizerGbps: Double
    var copyGbps: Double
    /// Milliseconds of a step by what it spends them on.
    var phases: [String: Double]
    /// What computes the products of a step, with those whose kernel it is.
    var implementations: [String: [String]]
    var recording: Recording
    /// Of the whole program.
    var peakMemoryBytes: Int
    var memory: Memory

    /// - Parameters:
    ///   - products: of a step.
    ///   - optimizerBytes: of a step, read and written.
    init(
      network: String, method: String, batch: Int, threads: Int, precision: Precision,
      blocks: [StepBenchmark.Block], recording: Recording, products: [Product], optimizerBytes: Int,
      machine: MachineRates,
      peakMemoryBytes: Int, memory: Memory
    ) {
      self.network = network
      self.method = method
      self.batch = batch
      self.threads = threads
      self.precision = precision.rawValue
      self.recording = recording
      self.peakMemoryBytes = peakMemoryBytes
      self.memory = memory
      samplesPerSecond = Spread(blocks.map(\.samplesPerSecond))
      let seconds = Double(batch) / samplesPerSecond.median
      millisecondsPerStep = seconds * 1e3
      let operations = products.reduce(0) { $0 + $1.floatingPointOperations }
      gflops = Double(operations) / seconds / 1e9
      matmulGflops = machine.matrix
      fractionOfMatmul = gflops / machine.matrix
      phases = Dictionary(
        uniqueKeysWithValues: Phase.allCases.map { phase in
          (phase.rawValue, Spread(blocks.map { ($0.phases[phase] ?? 0) * 1e3 }).median)
        })
      optimizerGbps = Double(optimizerBytes) / (phases[Phase.optimizer.rawValue] ?? 0) / 1e6
      copyGbps = machine.copy
      implementations = Dictionary(grouping: products, by: \.implementation).mapValues { $0.map(\.name) }
    }

    var text: String {
      let fixed = ProgressLine.fixed
      let times = Phase.allCases.map { "\($0.rawValue) \(fixed(phases[$0.rawValue] ?? 0, 2))" }
      return """
        \(network) \(method), batch \(batch), \(precision), \(threads) threads: \(samplesPerSecond.text(0)) samples/s
          \(fixed(gflops, 0)) GFLOP/s, \(fixed(fractionOfMatmul * 100, 0)) % of the matrix product; \
        optimizer \(fixed(optimizerGbps, 1)) GB/s; \
        \(peakMemoryBytes >> 20) MB, of which the run needs \(memory.need >> 20) and takes \(memory.taken >> 20)
          \(fixed(millisecondsPerStep, 2)) ms a step: \(times.joined(separator: ", "))
          \(fixed(recording.pointsPerStep, 0)) points a step: \
        \(fixed(recording.writerMillisecondsPerStep, 3)) ms of the writer's processor time
        """
    }
  }
}
