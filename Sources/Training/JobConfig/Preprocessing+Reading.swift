import Datasets
import Formats
import Learning

extension Preprocessing {
  /// Declares the keys `normalization` and `transforms`.
  ///
  /// - Parameter network: decides what is done to pictures unless the config says so.
  static func read(_ config: ConfigReader, network: NetworkConfig) -> Preprocessing {
    let normalization = config.object(
      "normalization", "how bytes become numbers: value = (byte / 255 − mean) / deviation"
    ) {
      Normalization(
        mean: $0.numbers(
          "mean", standard: [0.5], in: -1...2, count: 1...16,
          "what is taken off: one number for each channel, or one for all"
        ).map { Float($0) },
        deviation: $0.numbers(
          "deviation", standard: [0.5], in: 0...10, over: true, count: 1...16,
          "what the rest is divided by: one number for each channel, or one for all"
        ).map { Float($0) })
    }
    let (train, test) = network.architecture.usual.transforms
    return config.object(
      "transforms", "what is done to pictures before they are trained on, one thing after the other"
    ) {
      Preprocessing(
        normalization: normalization,
        train: $0.namedList(
          "train", standard: train, count: 0...16,
          "what is done to pictures of the training set, in this order"
        ) { .read($0, $1) },
        test: $0.namedList(
          "test", standard: test, count: 0...16, "what is done to pictures of the test set, in this order"
        ) { .read($0, $1) })
    }
  }

  /// The shape of a picture as a network sees it: the same in training and in evaluation.
  ///
  /// - Throws: ``DatasetError/badSetting(name:expected:found:)``.
  package func shape(of pictures: SampleShape) throws(DatasetError) -> SampleShape {
    let training = try Self.shape(of: pictures, after: train)
    let evaluation = try Self.shape(of: pictures, after: test)
    guard training == evaluation else {
      throw .badSetting(
        name: "transforms", expected: "pictures of one shape in training and in evaluation",
        found: "\(training) and \(evaluation)")
    }
    return training
  }
}

extension Transform {
  enum Name: String, ConfigChoice {
    case horizontal_flip, random_crop, random_resized_crop, resize, center_crop

    var summary: String {
      switch self {
      case .horizontal_flip: "mirrors a picture, left for right, now and then"
      case .random_crop: "a square from anywhere in the picture, with a black border around it"
      case .random_resized_crop: "a part of any size and shape, resized to a square"
      case .resize: "resizes the picture, so that its shorter side has this length"
      case .center_crop: "the square in the middle of the picture"
      }
    }
  }

  static func read(_ name: Name, _ options: ConfigReader) -> Transform {
    switch name {
    case .horizontal_flip:
      return .horizontalFlip(
        probability: options.number(
          "probability", standard: 0.5, in: 0...1, "probability of a picture to be mirrored"))
    case .random_crop:
      return .randomCrop(
        size: size(options),
        padding: options.integer(
          "padding", standard: 4, in: 0...longestSide,
          "black pixels that are put on each side before the crop"))
    case .random_resized_crop:
      return .randomResizedCrop(
        size: size(options),
        scale: range(options, "scale", standard: [0.08, 1], "part of the picture's area"),
        ratio: range(options, "ratio", standard: [0.75, 4.0 / 3], "width over height of that part"))
    case .resize: return .resize(size(options))
    case .center_crop: return .centerCrop(size(options))
    }
  }

  private static func size(_ options: ConfigReader) -> Int {
    options.integer("size", in: 1...longestSide, "side of the square, or the shorter side, in pixels")
  }

  private static func range(
    _ options: ConfigReader, _ key: String, standard: [Double], _ summary: String
  ) -> ClosedRange<Double> {
    let ends = options.numbers(
      key, standard: standard, in: 0...100, over: true, count: 2...2, summary + ": smallest and largest")
    guard ends.count == 2, ends[0] <= ends[1] else {
      options.report(key, "expected the smaller number first", expected: nil, found: nil)
      return standard[0]...standard[1]
    }
    return ends[0]...ends[1]
  }
}
