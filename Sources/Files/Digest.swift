import CCrypto
import CZlib

/// A message digest of bytes that come piece by piece, by OpenSSL: what `sha256sum` and `md5sum` print.
package final class Digest {
  package enum Algorithm: String, Sendable {
    case sha256 = "SHA256"
    /// It guards against accidents; old datasets publish nothing better.
    case md5 = "MD5"
  }

  private let context: OpaquePointer

  /// - Returns: nil where OpenSSL does not offer the algorithm, as MD5 where FIPS rules it out.
  package init?(_ algorithm: Algorithm) {
    guard let kind = EVP_get_digestbyname(algorithm.rawValue), let context = EVP_MD_CTX_new() else {
      return nil
    }
    guard EVP_DigestInit_ex(context, kind, nil) == 1 else {
      EVP_MD_CTX_free(context)
      return nil
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// The one that every OpenSSL has.
  package static var sha256: Digest {
    guard let digest = Digest(.sha256) else { preconditionFailure("OpenSSL has no SHA-256") }
    return digest
  }

  package func add(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// Hexadecimal digits in lower case. Ends the stream.
  package func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &count)
    return digest.prefix(Int(count)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// A running CRC-32. It notices accidents, not malice.
package struct CRC32 {
  /// Hexadecimal digits of one.
  package static let digitCount = 8

  private var sum: UInt = 0

  /// Of no bytes.
  package init() {}

  package var value: Int { Int(sum) }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // zlib takes a null pointer for "begin again".
    guard let address = bytes.baseAddress, !bytes.isEmpty else { return }
    sum = crc32_z(sum, address.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// Eight hexadecimal digits.
  package var digits: [UInt8] {
    let text = String(sum, radix: 16)
    return Array((String(repeating: "0", count: Self.digitCount - text.count) + text).utf8)
  }
}
