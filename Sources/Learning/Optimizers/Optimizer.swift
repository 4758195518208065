import Compute

/// Moves parameters against their gradients.
package protocol Optimizer: AnyObject {
  /// One step of every parameter.
  ///
  /// - Parameters:
  ///   - learningRate: of this step, at least 0.
  ///   - iteration: number of this step in the run, from 1.
  /// - Complexity: one pass over each parameter, no allocation.
  func step(learningRate: Double, iteration: Int)

  /// Bytes that one step reads and writes, each array once: what its time hangs on where parameters fill no cache.
  var bytesPerStep: Int { get }

  /// What a continued run needs of this optimizer, named `optimizer/PARAMETER/WHAT`.
  var state: [NamedTensor] { get }
}

extension OptimizerConfig {
  /// The optimizer that this config describes, at rest.
  package func make(for parameters: [Parameter], on device: Device) throws -> any Optimizer {
    switch name {
    case .sgd: try SGD(self, parameters: parameters, on: device)
    case .adam: try Adam(self, parameters: parameters, on: device)
    }
  }
}

extension [Parameter] {
  /// Bytes of arrays as large as all of them, padding counted, and of the copies that are written with them.
  func bytes(arrays: Int) -> Int {
    reduce(0) {
      $0 + arrays * $1.value.layout.byteCount + ($1.value.copies?.bytesOfPass ?? 0)
    }
  }
}

extension Parameter {
  /// A tensor of this parameter's form for an optimizer's memory of it.
  func optimizerState(_ what: String, _ tensor: Tensor) -> NamedTensor {
    NamedTensor("optimizer/\(name)/\(what)", shape: shape, tensor)
  }
}
