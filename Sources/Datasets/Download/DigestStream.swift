import CCrypto

/// A message digest of bytes that come piece by piece, by OpenSSL.
final class DigestStream {
  private let context: OpaquePointer

  /// - Throws: ``DownloadError/checksumUnavailable(_:)``, as for MD5 where FIPS rules it out.
  init(_ algorithm: String) throws(DownloadError) {
    guard let kind = EVP_get_digestbyname(algorithm), let context = EVP_MD_CTX_new() else {
      throw .checksumUnavailable(algorithm)
    }
    guard EVP_DigestInit_ex(context, kind, nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw .checksumUnavailable(algorithm)
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of all that came, as hexadecimal digits in lower case. Ends the stream.
  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &count)
    return digest.prefix(Int(count)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
