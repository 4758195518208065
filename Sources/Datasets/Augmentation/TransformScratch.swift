/// What one worker needs to apply a pipeline, made once: a resampler for every transform that resizes.
///
/// Unchecked, because only its worker uses it, on a serial queue.
final class TransformScratch: @unchecked Sendable {
  /// In the order of the transforms.
  let resamplers: [Resampler]

  init(resamplers: [Resampler]) { self.resamplers = resamplers }
}
