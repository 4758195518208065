import Compute

/// A list of transforms made ready for pictures of one shape.
struct TransformPipeline: Sendable {
  /// The shape of what comes out.
  let shape: SampleShape
  /// Whether two pictures at the same place may come out differently.
  let isRandom: Bool

  private let input: SampleShape
  private let transforms: [Transform]

  /// - Parameter input: the shape of every picture.
  /// - Throws: ``DatasetError/badSetting(name:expected:found:)``; nothing can go wrong with a picture afterwards.
  init(_ transforms: [Transform], input: SampleShape) throws(DatasetError) {
    self.input = input
    self.transforms = transforms
    shape = try Preprocessing.shape(of: input, after: transforms)
    isRandom = transforms.contains(where: \.isRandom)
  }

  /// The memory that one worker needs, about two pictures for each transform that resizes.
  ///
  /// - Throws: ``DatasetError/outOfMemory(bytes:)``.
  func makeScratch() throws(DatasetError) -> TransformScratch {
    var resamplers: [Resampler] = []
    var shape = input
    for transform in transforms {
      let next = try transform.shape(of: shape)
      switch transform {
      case .randomResizedCrop, .resize: try resamplers.append(Resampler(largest: shape, to: next))
      case .horizontalFlip, .randomCrop, .centerCrop: break
      }
      shape = next
    }
    return TransformScratch(resamplers: resamplers)
  }

  /// The picture after all transforms: a view of `picture` or of the scratch memory, good until the next call.
  ///
  /// - Parameters:
  ///   - picture: its bytes, [channels, height, width].
  ///   - stream: this picture's own. The transforms draw from it one after the other.
  ///   - scratch: made by this pipeline.
  /// - Complexity: no pass over the picture unless it is resized, no allocation.
  func apply(
    to picture: UnsafePointer<UInt8>, stream: inout RandomStream, scratch: TransformScratch
  ) -> PictureView {
    var view = PictureView(picture, shape: input)
    var resized = 0
    for transform in transforms {
      let (height, width) = (view.shape.height, view.shape.width)
      switch transform {
      case .horizontalFlip(let probability):
        if Double(stream.uniform()) < probability { view.flip() }
      case .randomCrop(let size, let padding):
        let top = stream.below(height + 2 * padding - size + 1) - padding
        let left = stream.below(width + 2 * padding - size + 1) - padding
        view.crop(CropWindow(top: top, left: left, height: size, width: size))
      case .randomResizedCrop(_, let scale, let ratio):
        view.crop(
          .randomPart(height: height, width: width, scale: scale, ratio: ratio, from: &stream))
        view = scratch.resamplers[resized].resize(view)
        resized += 1
      case .resize:
        view = scratch.resamplers[resized].resize(view)
        resized += 1
      case .centerCrop(let size):
        view.crop(.middle(size, height: height, width: width))
      }
    }
    return view
  }
}

/// What one worker needs to apply a pipeline, made once: a resampler for every transform that resizes.
///
/// Unchecked, because only its worker uses it, on a serial queue.
final class TransformScratch: @unchecked Sendable {
  /// In the order of the transforms.
  let resamplers: [Resampler]

  init(resamplers: [Resampler]) { self.resamplers = resamplers }
}

/// What happens to every picture between its file and a network.
package struct Preprocessing: Sendable, Equatable {
  /// The last step of both halves: from bytes to values.
  package var normalization: Normalization
  /// Done to training pictures, in this order.
  package var train: [Transform]
  /// Done to test pictures, in this order; nothing random, as a rule.
  package var test: [Transform]

  package init(normalization: Normalization = .half, train: [Transform] = [], test: [Transform] = []) {
    self.normalization = normalization
    self.train = train
    self.test = test
  }

  /// Onto [-1, 1], and nothing else.
  package static let plain = Preprocessing()

  /// The shape of a picture of `shape` after all of `transforms`, one after the other.
  ///
  /// - Throws: ``DatasetError/badSetting(name:expected:found:)`` that names the first transform that can not be, what
  ///   it needs and the shape that it would get.
  package static func shape(
    of shape: SampleShape, after transforms: [Transform]
  ) throws(DatasetError) -> SampleShape {
    var shape = shape
    for transform in transforms { shape = try transform.shape(of: shape) }
    return shape
  }
}
