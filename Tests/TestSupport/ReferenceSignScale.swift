/// s in sign symmetry's B = s sign(W): the standard deviation that the weights are drawn with.
package enum ReferenceSignScale: Sendable, CaseIterable {
  /// 1 / sqrt(3 fan_in): PyTorch's default, uniform in +-1/sqrt(fan_in).
  case standard
  /// sqrt(2 / (fan_in + fan_out)); for a convolution both count the kernel's places.
  case xavier

  package func value(for block: ReferenceBlock) -> Double {
    switch self {
    case .standard: return 1 / (3 * Double(block.fanIn)).squareRoot()
    case .xavier:
      let places = (block.layers[0] as? ReferenceConvolution).map { $0.window.kernel * $0.window.kernel } ?? 1
      let fanOut = block.weight.count / block.fanIn * places
      return (2 / Double(block.fanIn + fanOut)).squareRoot()
    }
  }
}
