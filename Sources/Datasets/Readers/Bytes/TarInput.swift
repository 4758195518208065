/// Hands a file's unpacked bytes to libarchive, which cannot be thrown at: an error waits here.
final class TarInput {
  let reader: ByteReader
  /// Why the last call of ``next(_:)`` failed.
  private(set) var error: DatasetError?

  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)

  init(_ reader: ByteReader) { self.reader = reader }

  deinit { buffer.deallocate() }

  /// Points `bytes` at the next bytes, which stay until the next call.
  ///
  /// - Returns: how many; 0 at the end, -1 if there is an error.
  func next(_ bytes: inout UnsafeRawPointer?) -> Int {
    do throws(DatasetError) {
      bytes = UnsafeRawPointer(buffer.baseAddress)
      return try reader.read(into: buffer)
    } catch {
      self.error = error
      return -1
    }
  }
}
