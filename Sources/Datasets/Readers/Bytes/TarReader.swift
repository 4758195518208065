import CArchive

/// The members of a tar archive, plain or gzip, one after the other, unpacked on the way.
///
/// libarchive reads the tar. The bytes come to it from a ``ByteReader``, because libarchive's own gzip filter does
/// not compare checksums: a flipped bit would become a wrong pixel.
final class TarReader {
  let path: String
  private let input: TarInput
  private let archive: OpaquePointer

  /// - Throws: ``DatasetError/unreadable(path:reason:)``, ``DatasetError/empty(path:expected:)``.
  init(path: String) throws(DatasetError) {
    self.path = path
    let reader = try ByteReader(path: path)
    if reader.size == 0 { throw .empty(path: path, expected: "a tar.gz archive") }
    guard let archive = archive_read_new() else { throw .unreadable(path: path, reason: "no memory left") }
    input = TarInput(reader)
    self.archive = archive
    archive_read_support_format_tar(archive)
    // The input lives as long as the archive: both are this object's.
    let status = archive_read_open(
      archive, Unmanaged.passUnretained(input).toOpaque(), nil,
      { _, data, buffer in
        guard let data, let buffer else { return -1 }
        return Unmanaged<TarInput>.fromOpaque(data).takeUnretainedValue().next(&buffer.pointee)
      }, nil)
    guard status == ARCHIVE_OK else { throw failure() }
  }

  deinit { archive_read_free(archive) }

  /// The next member, whose bytes can be read until the one after it is asked for; nil at the end.
  ///
  /// - Throws: ``DatasetError/corruptArchive(path:found:)`` and what ``ByteReader`` throws. At the end, gzip's
  ///   checksum has been compared.
  func next() throws(DatasetError) -> TarMember? {
    var entry: OpaquePointer?
    switch archive_read_next_header(archive, &entry) {
    case ARCHIVE_EOF:
      try input.reader.drain()
      return nil
    case ARCHIVE_OK, ARCHIVE_WARN:
      // A warning is about a name or a date that this system cannot express, not about the contents.
      return entry.map { TarMember(of: self, entry: $0) }
    default: throw failure()
    }
  }

  /// As ``ByteSource/read(into:)``, of the member that the archive is at.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    let got = archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard got >= 0 else { throw failure() }
    return got
  }

  /// What went wrong: before the tar, if the bytes would not come, else in it.
  private func failure() -> DatasetError {
    if let error = input.error { return error }
    let reason = archive_error_string(archive).map { String(cString: $0) }
    return .corruptArchive(path: path, found: reason ?? "libarchive error \(archive_errno(archive))")
  }
}
