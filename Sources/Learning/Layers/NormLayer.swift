import Compute

/// Batch normalisation, with the ReLU behind it where there is one.
struct NormLayer: Layer {
  /// Weight of the newest batch in the running statistics: PyTorch's default.
  static let momentum: Float = 0.1

  let output: Tensor
  let outputGradient: Tensor
  let forward: any Operation
  let backward: any Operation

  init(
    _ parameters: NormParameters, input: Tensor, inputGradient: Tensor, fusesReLU: Bool,
    mode: NetworkPass.Mode, on device: Device
  ) throws {
    let norm = try BatchNorm(layout: input.layout, fusesReLU: fusesReLU, on: device)
    let output = try Tensor(input.layout, on: device)
    let outputGradient = try Tensor(input.layout, on: device)
    self.output = output
    self.outputGradient = outputGradient
    let (scale, shift) = (parameters.scale, parameters.shift)
    guard mode == .training else {
      forward = try norm.forwardInference(
        input: input, scale: scale.value, shift: shift.value, mean: parameters.runningMean,
        variance: parameters.runningVariance, output: output)
      backward = OperationSequence([])
      return
    }
    let channels = scale.value.layout.shape
    let mean = try Tensor(shape: channels, on: device)
    let variance = try Tensor(shape: channels, on: device)
    let workspace = try norm.workspaceLayout.map { try Tensor($0, on: device) }
    let normalise = try norm.forwardTraining(
      input: input, scale: scale.value, shift: shift.value, output: output, mean: mean, variance: variance,
      workspace: workspace)
    let samples = input.layout.count / channels[0]
    forward = OperationSequence([
      normalise, Self.tracking(parameters, mean: mean, variance: variance, samples: samples),
    ])
    backward = try norm.backward(
      input: input, outputGradient: outputGradient, scale: scale.value, shift: shift.value, mean: mean,
      variance: variance, workspace: workspace, inputGradient: inputGradient, scaleGradient: scale.gradient,
      shiftGradient: shift.gradient)
  }

  /// running ← (1 − m) running + m batch, with the unbiased variance (n / (n − 1)), as PyTorch does.
  ///
  /// PyTorch refuses a batch with a single value per channel. Here it is trained too, with its variance of 0 taken
  /// as it is: one left-over sample at the end of an epoch is no reason to end a run.
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
