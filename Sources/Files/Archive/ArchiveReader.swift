import CArchive
import Foundation

/// The entries of a tar or zip archive, one after the other, read by libarchive.
///
/// An archive is a stranger's list of names: what becomes of them is the caller's to judge, and nothing is written here.
package final class ArchiveReader {
  package enum Format {
    case tar, zip
  }

  /// Why an archive cannot be read on.
  package enum Failure: Error {
    /// The bytes would not come: what their source threw.
    case source(any Error)
    /// libarchive's words; nil where it has none.
    case archive(String?)
  }

  /// What stands before an entry's bytes.
  package struct Entry {
    package enum Kind {
      case file, folder, symbolicLink, hardLink, other
    }

    /// As it is written; nil for a name that is no text.
    package let path: String?
    package let kind: Kind
    /// Bytes, as the header has it, which may be wrong; nil where it does not say.
    package let size: Int?
  }

  private let archive: OpaquePointer
  /// Owned by this object, as libarchive asks it for bytes as long as the archive lives.
  private let input: Input
  package static let piece = 1 << 18

  /// - Parameters:
  ///   - file: read from its beginning, in any order.
  ///   - format: the only one that is understood.
  package init(_ file: OpenFile, as format: Format) throws(Failure) {
    input = Input(file: file) { _ in 0 }
    archive = try Self.begin(format)
    lseek(file.descriptor, 0, SEEK_SET)
    guard archive_read_open_fd(archive, file.descriptor, Self.piece) == ARCHIVE_OK else { throw failure }
  }

  /// An archive whose bytes come one after the other.
  ///
  /// - Parameter source: fills the memory it is given with the next bytes and returns how many; 0 at the end.
  package init(
    as format: Format, source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws(Failure) {
    input = Input(file: nil, source)
    archive = try Self.begin(format)
    let status = archive_read_open(
      archive, Unmanaged.passUnretained(input).toOpaque(), nil,
      { _, data, buffer in
        guard let data, let buffer else { return -1 }
        return Unmanaged<Input>.fromOpaque(data).takeUnretainedValue().next(&buffer.pointee)
      }, nil)
    guard status == ARCHIVE_OK else { throw failure }
  }

  deinit { archive_read_free(archive) }

  private static func begin(_ format: Format) throws(Failure) -> OpaquePointer {
    guard let archive = archive_read_new() else { throw .archive("libarchive did not start") }
    switch format {
    case .tar: archive_read_support_format_tar(archive)
    case .zip: archive_read_support_format_zip(archive)
    }
    return archive
  }

  /// The next entry, whose bytes can be read until the one after it is asked for; nil at the end.
  ///
  /// - Parameter strictly: whether libarchive's warnings end the reading too: they are about a name or a date that this
  ///   system cannot express, not about the contents.
  package func next(strictly: Bool = false) throws(Failure) -> Entry? {
    var entry: OpaquePointer?
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return nil }
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN && !strictly, let entry else { throw failure }
    let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
    return Entry(
      path: name.map { String(cString: $0) }, kind: Self.kind(entry),
      size: archive_entry_size_is_set(entry) == 0 ? nil : Int(archive_entry_size(entry)))
  }

  /// Some of the entry's next bytes.
  ///
  /// - Returns: how many; 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw failure }
    return count
  }

  private static func kind(_ entry: OpaquePointer) -> Entry.Kind {
    if archive_entry_hardlink(entry) != nil { return .hardLink }
    if archive_entry_symlink(entry) != nil { return .symbolicLink }
    // libarchive's AE_IF... have the values of the system's S_IF...
    switch archive_entry_filetype(entry) {
    case S_IFREG: return .file
    case S_IFLNK: return .symbolicLink
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  private var failure: Failure {
    if let error = input.error { return .source(error) }
    return .archive(archive_error_string(archive).map { String(cString: $0) })
  }

  /// Hands bytes to libarchive, which cannot be thrown at: an error waits here.
  private final class Input {
    /// Kept open for libarchive, which has only its number.
    let file: OpenFile?
    private let source: (UnsafeMutableRawBufferPointer) throws -> Int
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 64)
    /// Why the last call of ``next(_:)`` failed.
    private(set) var error: (any Error)?

    init(file: OpenFile?, _ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
      self.file = file
      self.source = source
    }

    deinit { buffer.deallocate() }

    /// Points `bytes` at the next bytes, which stay until the next call.
    ///
    /// - Returns: how many; 0 at the end, -1 if there is an error.
    func next(_ bytes: inout UnsafeRawPointer?) -> Int {
      do {
        bytes = UnsafeRawPointer(buffer.baseAddress)
        return try source(buffer)
      } catch {
        self.error = error
        return -1
      }
    }
  }
}
