import CArchive
import Datasets

/// Small files in CIFAR's binary version, loose and as the published archives hold them.
enum CIFARFixture {
  /// What a tar archive can hold under a name.
  enum Member {
    case file([UInt8])
    case folder
    case symbolicLink(to: String)
    case hardLink(to: String)
  }

  /// Records with these label bytes. Pixel k of record i is (number + 31 i + k) mod 256, so that all differ.
  static func file(labels: [[UInt8]], number: Int = 0) -> [UInt8] {
    labels.indices.flatMap { i in labels[i] + pixels(number: number, record: i) }
  }

  static func pixels(number: Int, record: Int) -> [UInt8] {
    (0..<3072).map { UInt8(truncatingIfNeeded: number + 31 * record + $0) }
  }

  /// Batch n has n samples of the class n, and the test batch has the classes 9 and 0.
  static let cifar10: [String: [UInt8]] = Dictionary(
    uniqueKeysWithValues: (1...5).map { n in
      (
        "data_batch_\(n).bin",
        file(labels: .init(repeating: [UInt8(n)], count: n), number: 5 * n)
      )
    } + [("test_batch.bin", file(labels: [[9], [0]]))])

  /// Coarse labels up to 19, fine ones up to 99.
  static let cifar100: [String: [UInt8]] = [
    "train.bin": file(labels: [[19, 0], [0, 99], [7, 42]], number: 3), "test.bin": file(labels: [[1, 98]]),
  ]

  /// The order of the published archive, in which the batches are mixed up.
  static let order = [
    "data_batch_1.bin", "batches.meta.txt", "data_batch_3.bin", "data_batch_4.bin", "test_batch.bin",
    "readme.html", "data_batch_5.bin", "data_batch_2.bin",
  ]

  /// `cifar-10-binary.tar.gz` with `files`, and with what else the published one has in it.
  static func archive(_ files: [String: [UInt8]] = cifar10) -> [UInt8] {
    let others = ["batches.meta.txt": Array("airplane\n".utf8), "readme.html": []]
    let all = files.merging(others) { mine, _ in mine }
    return IDXFixture.gzip(
      tar(
        [("cifar-10-batches-bin/", .folder)]
          + order.compactMap { name in
            all[name].map { ("cifar-10-batches-bin/" + name, .file($0)) }
          }))
  }

  /// A tar archive in POSIX's plain format, made by libarchive.
  static func tar(_ members: [(String, Member)]) -> [UInt8] {
    let archive = archive_write_new()
    defer { archive_write_free(archive) }
    archive_write_set_format_ustar(archive)
    let room = members.reduce(1 << 16) { sum, member in
      if case .file(let bytes) = member.1 { sum + bytes.count + 1024 } else { sum + 1024 }
    }
    var bytes = [UInt8](repeating: 0, count: room)
    var used = 0
    bytes.withUnsafeMutableBytes { room in
      archive_write_open_memory(archive, room.baseAddress, room.count, &used)
      for (name, member) in members { write(member, as: name, to: archive) }
      archive_write_close(archive)
    }
    return Array(bytes.prefix(used))
  }

  private static func write(_ member: Member, as name: String, to archive: OpaquePointer?) {
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, name)
    archive_entry_set_perm(entry, 0o644)
    // File types as in the system's st_mode.
    archive_entry_set_filetype(entry, 0o100000)
    var content: [UInt8] = []
    switch member {
    case .file(let bytes): content = bytes
    case .folder: archive_entry_set_filetype(entry, 0o040000)
    case .symbolicLink(let target):
      archive_entry_set_filetype(entry, 0o120000)
      archive_entry_set_symlink(entry, target)
    case .hardLink(let target): archive_entry_set_hardlink(entry, target)
    }
    archive_entry_set_size(entry, Int64(content.count))
    archive_write_header(archive, entry)
    archive_write_data(archive, content, content.count)
  }

  /// Writes `files` below the folder `name` of a new root.
  static func root(_ name: String, _ files: [String: [UInt8]]) throws -> TemporaryFolder {
    let root = try TemporaryFolder()
    for (file, bytes) in files { try root.write(bytes, to: "\(name)/\(file)") }
    return root
  }
}
