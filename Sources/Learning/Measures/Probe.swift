/// One quantity that can be read at one block at any time.
package struct LayerProbe {
  package let measure: Measure
  /// The block's number.
  package let block: Int
  package let value: () -> Double

  package init(_ measure: Measure, block: Int, _ value: @escaping () -> Double) {
    self.measure = measure
    self.block = block
    self.value = value
  }
}

/// How a measure is taken in training steps: at which blocks, how often, and what reads it.
package struct StepProbe {
  package let measure: Measure
  /// Numbers of the blocks where it is taken, first to last.
  package let blocks: [Int]
  /// Steps from one time to the next.
  package let every: Int
  /// Whether it reads the learning signals, which are kept in memory for it then.
  package let readsSignals: Bool
  /// For batches of one size.
  let reader: (NetworkPass) throws -> any StepReader

  /// - Parameter reader: makes what reads it in the steps over a pass, once for each batch size.
  package init(
    _ measure: Measure, at blocks: [Int], every: Int = 1, readsSignals: Bool = false,
    reader: @escaping (NetworkPass) throws -> any StepReader
  ) {
    self.measure = measure
    self.blocks = blocks
    self.every = every
    self.readsSignals = readsSignals
    self.reader = reader
  }

  /// What can be read at any time, in every step.
  ///
  /// - Parameter probes: of this measure, first block first.
  package init(_ measure: Measure, _ probes: [LayerProbe]) {
    self.init(measure, at: probes.map(\.block)) { _ in LayerReader(probes: probes) }
  }

  /// - Parameter step: from 1.
  func isDue(in step: Int) -> Bool { step % every == 0 }
}

/// Reads one measure in the steps over one pass in which it is due.
package protocol StepReader {
  /// Comes between the loss and the rule's backward pass. Nothing to do unless a reader says so.
  func prepare() throws

  /// Comes behind the backward pass, before the update.
  ///
  /// - Parameter values: where one for each block is appended.
  /// - Complexity: no allocation.
  func read(into values: inout [Double]) throws
}

extension StepReader {
  package func prepare() {}
}

private struct LayerReader: StepReader {
  let probes: [LayerProbe]

  func read(into values: inout [Double]) { for probe in probes { values.append(probe.value()) } }
}
