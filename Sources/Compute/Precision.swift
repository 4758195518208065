import COneDNN

/// How the numbers of activations, and of the weights that they are multiplied with, are kept.
package enum Precision: String, Sendable, CaseIterable {
  /// 32 bits: 24 of them significant.
  case f32
  /// 16 bits, 8 of them significant, with the range of f32. Products are summed in f32.
  case bf16

  /// Whether this processor multiplies in it. (oneDNN would compute bf16 on others too, but slower than f32.)
  package var isSupported: Bool {
    switch self {
    case .f32: true
    case .bf16: ProcessorFeatures.here.hasBF16
    }
  }

  /// Bytes of a number.
  var size: Int { self == .f32 ? 4 : 2 }

  var dataType: dnnl_data_type_t { self == .f32 ? dnnl_f32 : dnnl_bf16 }
}
