import Formats
import Learning

extension JobConfig {
  /// What is wrong with the batches that a set's samples come in; nil if nothing is.
  ///
  /// A batch norm that finds a single value of a channel in a batch gives 0 for it, learns nothing, and pulls its running
  /// variance towards 0; a left-over batch of one sample does so right before the test set is measured. PyTorch ends the
  /// run there; here the job is not made.
  func batchProblem(on set: TrainingSet) -> ConfigProblem? {
    let (samples, size) = (set.samples, learner.batchSize)
    if dropLast && size > samples {
      return problem(
        "\"drop_last\" leaves out the only batch: it has \(samples) samples instead of \(size); give a"
          + " \"batch_size\" of at most \(samples), or \"drop_last\": false",
        expected: "an integer in 1...\(samples)")
    }
    let isAlwaysOne = min(size, samples) == 1
    let isLeftOver =
      leftOver(samples: samples) == 1 && steps(samples: samples) >= stepsPerEpoch(samples: samples)
    guard isAlwaysOne || isLeftOver, let norms = normsOfOneValue(on: set) else { return nil }
    let batch =
      isAlwaysOne
      ? "a batch has 1 sample"
      : "\(samples) samples in batches of \(size) leave 1 for the last batch of an epoch"
    return problem(
      "\(batch), too few for the batch norm of \(norms): the variance of one value is 0, and the running variance"
        + " would follow it; \(advice(samples: samples, isLeftOver: !isAlwaysOne))",
      expected: "at least 2 samples in every batch")
  }

  private func problem(_ message: String, expected: String) -> ConfigProblem {
    ConfigProblem(
      path: "$.batch_size", message: message, expected: expected, found: "\(learner.batchSize)")
  }

  private func advice(samples: Int, isLeftOver: Bool) -> String {
    guard samples > 1 else { return "give the training set more samples, or the network no batch norm" }
    return "give " + (isLeftOver ? "\"drop_last\": true, or " : "") + "another \"batch_size\" such as"
      + " \(nearestBatchSize(samples: samples))"
  }

  /// The size nearest to the config's with which no batch has one sample.
  ///
  /// - Parameter samples: at least 2.
  private func nearestBatchSize(samples: Int) -> Int {
    let size = learner.batchSize
    func isGood(_ size: Int) -> Bool {
      (2...samples).contains(size) && (dropLast || samples % size != 1)
    }
    // The whole training set in one batch will do, so the search ends.
    return (1...).lazy.flatMap { [size - $0, size + $0] }.first(where: isGood) ?? samples
  }

  /// The first two of the blocks whose batch norm finds one value of a channel in a sample, and how many more there
  /// are; nil if there is none.
  private func normsOfOneValue(on set: TrainingSet) -> String? {
    guard let shape = try? preprocessing.shape(of: set.shape),
      let names = try? network.spec(
        pictures: shape, classes: set.classes, wholeClasses: set.wholeClasses
      ).blocksWithNormsOfOneValue(),
      !names.isEmpty
    else { return nil }
    return names.prefix(2).joined(separator: ", ") + (names.count > 2 ? " and \(names.count - 2) more" : "")
  }
}
