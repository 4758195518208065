import Compute
import Formats

extension BlockSpec {
  /// Declares the key `blocks`: the blocks of a network, first to last.
  ///
  ///     [{"layer": {"name": "conv", "outputs": 32, "kernel": 3, "padding": 1},
  ///       "then": ["batch_norm", "relu", {"name": "max_pool", "kernel": 2}]},
  ///      {"layer": {"name": "linear", "outputs": 10}}]
  static func readList(_ config: ConfigReader) -> [BlockSpec] {
    let blocks = config.objectList(
      "blocks", count: 1...64, "the blocks, first to last; the last gives the logits"
    ) { block in
      BlockSpec(
        name: block.blockName() ?? "",
        layer: block.named("layer", "the layer that holds the block's weights") { .read($0, $1) },
        stages: block.namedList("then", count: 0...16, "what follows behind the layer, in this order") {
          .read($0, $1)
        })
    }
    return named(blocks)
  }

  /// Gives blocks without a name the usual one: `conv1`, `conv2`, `fc1`, counted by kind.
  private static func named(_ blocks: [BlockSpec]) -> [BlockSpec] {
    var (convolutions, linears) = (0, 0)
    return blocks.map { block in
      let usual: String
      if block.isConvolution {
        convolutions += 1
        usual = "conv\(convolutions)"
      } else {
        linears += 1
        usual = "fc\(linears)"
      }
      var block = block
      if block.name.isEmpty { block.name = usual }
      return block
    }
  }

  /// As a label shows it: `conv32k3`, `fc128`.
  var label: String {
    switch layer {
    case .convolution(let outputs, let window):
      "conv\(outputs)k\(window.kernel)" + (window.stride == 1 ? "" : "s\(window.stride)")
    case .linear(let outputs): "fc\(outputs)"
    }
  }
}

extension BlockSpec.Layer {
  fileprivate enum Name: String, ConfigChoice {
    case conv, linear

    var summary: String {
      switch self {
      case .conv: "a convolution with a square window"
      case .linear: "a fully connected layer"
      }
    }
  }

  fileprivate static func read(_ name: Name, _ options: ConfigReader) -> BlockSpec.Layer {
    let outputs = options.integer(
      "outputs", in: 1...16384,
      name == .conv
        ? "channels that come out of the convolution" : "units of the layer, which are its outputs")
    return switch name {
    case .conv: .convolution(outputs: outputs, .read(options, stride: 1))
    case .linear: .linear(outputs: outputs)
    }
  }
}

extension BlockSpec.Stage {
  fileprivate enum Name: String, ConfigChoice {
    case batch_norm, relu, tanh, sigmoid, identity, max_pool, avg_pool, dropout

    var summary: String {
      switch self {
      case .batch_norm: "batch normalisation with a learned scale and shift"
      case .relu: "max(x, 0)"
      case .tanh: "the hyperbolic tangent"
      case .sigmoid: "1 / (1 + exp(−x))"
      case .identity: "no activation at all"
      case .max_pool: "the largest number of each window"
      case .avg_pool: "the mean of each window"
      case .dropout: "a random part of the numbers is set to 0 while training"
      }
    }
  }

  fileprivate static func read(_ name: Name, _ options: ConfigReader) -> BlockSpec.Stage {
    switch name {
    case .batch_norm: .batchNorm
    case .relu: .activation(.relu)
    case .tanh: .activation(.tanh)
    case .sigmoid: .activation(.sigmoid)
    case .identity: .activation(.identity)
    case .max_pool: .pooling(.maximum, .read(options))
    case .avg_pool: .pooling(.average, .read(options))
    case .dropout:
      .dropout(
        options.number(
          "rate", standard: 0.5, in: 0...0.95, "part of the numbers that is dropped while training"))
    }
  }
}

extension Window {
  /// - Parameter stride: what a missing one stands for; nil for the kernel's size.
  fileprivate static func read(_ options: ConfigReader, stride: Int? = nil) -> Window {
    let kernel = options.integer("kernel", in: 1...64, "side of the square window, in pixels")
    return Window(
      kernel,
      stride: options.integer(
        "stride", standard: stride ?? kernel, in: 1...64, "pixels from one place of the window to the next"),
      padding: options.integer(
        "padding", standard: 0, in: 0...63, "rows and columns of zeros on each side of the picture"))
  }
}

extension ConfigReader {
  /// A name that tensors can be called by: letters, digits, hyphens and underscores. nil for the usual one.
  fileprivate func blockName() -> String? {
    guard
      let name = optionalText("name", maxLength: 32, "the block's name in measures and checkpoints")
    else { return nil }
    let allowed = name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
        || $0 == "_"
    }
    if !allowed {
      report(
        "name", "expected letters, digits, - and _, found \"\(name)\"", expected: "such as conv1 or fc1",
        found: name)
    }
    return name
  }
}
