/// Philox4x32-10: a counter-based generator. Its output is a pure function of a key and a counter, so a stream
/// can start anywhere, split without limit and be checkpointed as four integers.
///
/// - Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3;
///   known-answer vectors of Random123 in `PhiloxTests`.
package enum Philox {
  package typealias Counter = SIMD4<UInt32>
  package typealias Key = SIMD2<UInt32>

  /// The four 32-bit words at `counter` of the stream `key`.
  @inlinable
  package static func block(counter: Counter, key: Key) -> Counter {
    var counter = counter
    var key = key
    for _ in 0..<10 {
      let low = UInt64(counter[0]) &* 0xD251_1F53
      let high = UInt64(counter[2]) &* 0xCD9E_8D57
      counter = [
        UInt32(truncatingIfNeeded: high >> 32) ^ counter[1] ^ key[0], UInt32(truncatingIfNeeded: high),
        UInt32(truncatingIfNeeded: low >> 32) ^ counter[3] ^ key[1], UInt32(truncatingIfNeeded: low),
      ]
      key = key &+ [0x9E37_79B9, 0xBB67_AE85]
    }
    return counter
  }
}
