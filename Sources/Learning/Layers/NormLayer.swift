import Compute

/// Batch normalisation, with the ReLU behind it where there is one.
struct NormLayer: Layer {
  /// Weight of the newest batch in the running statistics: PyTorch's default.
  static let momentum: Float = 0.1

  let output: Tensor
  let forward: any Operation
  private let norm: BatchNorm
  private let parameters: NormParameters
  private let input: Tensor
  /// What a training pass keeps for its way back; nil in evaluation.
  private let memory: Memory?

  private struct Memory {
    let mean: Tensor
    let variance: Tensor
    let workspace: Tensor?
  }

  init(
    _ parameters: NormParameters, input: Tensor, fusesReLU: Bool, mode: NetworkPass.Mode, on device: Device
  ) throws {
    let norm = try BatchNorm(layout: input.layout, fusesReLU: fusesReLU, on: device)
    self.norm = norm
    self.parameters = parameters
    self.input = input
    output = try Tensor(input.layout, on: device)
    let (scale, shift) = (parameters.scale, parameters.shift)
    guard mode == .training else {
      memory = nil
      forward = try norm.forwardInference(
        input: input, scale: scale.value, shift: shift.value, mean: parameters.runningMean,
        variance: parameters.runningVariance, output: output)
      return
    }
    let channels = scale.value.layout.shape
    let memory = Memory(
      mean: try Tensor(shape: channels, on: device), variance: try Tensor(shape: channels, on: device),
      workspace: try norm.workspaceLayout.map { try Tensor($0, on: device) })
    let normalise = try norm.forwardTraining(
      input: input, scale: scale.value, shift: shift.value, output: output, mean: memory.mean,
      variance: memory.variance, workspace: memory.workspace)
    let samples = input.layout.count / channels[0]
    forward = OperationSequence([
      normalise,
      Self.tracking(parameters, mean: memory.mean, variance: memory.variance, samples: samples),
    ])
    self.memory = memory
  }

  func backward(outputGradient: Tensor, inputGradient: Tensor) throws -> any Operation {
    guard let memory else { preconditionFailure("an evaluation pass has no way back") }
    return try norm.backward(
      input: input, outputGradient: outputGradient, scale: parameters.scale.value,
      shift: parameters.shift.value, mean: memory.mean, variance: memory.variance,
      workspace: memory.workspace, inputGradient: inputGradient, scaleGradient: parameters.scale.gradient,
      shiftGradient: parameters.shift.gradient)
  }

  /// The backward pass of a layer that a feedback matrix sends its signal to.
  ///
  /// - Returns: nil where the signal has to be made first.
  func backward(from point: FeedbackPoint, inputGradient: Tensor) throws -> (any Operation)? {
    guard let memory else { preconditionFailure("an evaluation pass has no way back") }
    return try norm.backward(
      from: point, input: input, scale: parameters.scale.value, shift: parameters.shift.value,
      mean: memory.mean, variance: memory.variance, inputGradient: inputGradient,
      scaleGradient: parameters.scale.gradient, shiftGradient: parameters.shift.gradient)
  }

  /// running ← (1 − m) running + m batch, with the unbiased variance (n / (n − 1)), as PyTorch does.
  ///
  /// A batch with a single value per channel is refused where a job is made. Here it is trained, with its variance of
  /// 0 taken as it is: one left-over sample at the end of an epoch is no reason to end a run that earlier versions began.
  private static func tracking(
    _ parameters: NormParameters, mean: Tensor, variance: Tensor, samples: Int
  ) -> Kernel {
    let unbiased = Float(samples) / Float(max(samples - 1, 1))
    return Kernel {
      let (runningMean, runningVariance) = (
        parameters.runningMean.elements, parameters.runningVariance.elements
      )
      let (mean, variance) = (mean.elements, variance.elements)
      for channel in mean.indices {
        runningMean[channel] += momentum * (mean[channel] - runningMean[channel])
        runningVariance[channel] += momentum * (variance[channel] * unbiased - runningVariance[channel])
      }
    }
  }
}
