import Files

/// A published digest of a whole file.
package enum Checksum: Sendable, Hashable, CustomStringConvertible {
  /// 32 hexadecimal digits, lower case. It guards against accidents; old data sets publish nothing better.
  case md5(String)
  /// 64 hexadecimal digits, lower case.
  case sha256(String)

  /// The digits.
  package var hex: String {
    switch self {
    case .md5(let hex), .sha256(let hex): hex
    }
  }

  var algorithm: Digest.Algorithm {
    switch self {
    case .md5: .md5
    case .sha256: .sha256
    }
  }

  package var description: String {
    switch self {
    case .md5(let hex): "md5 \(hex)"
    case .sha256(let hex): "sha256 \(hex)"
    }
  }
}
