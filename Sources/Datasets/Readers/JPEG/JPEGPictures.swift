import Dispatch
import Glibc
import Synchronization

/// Many JPEG files of one size, decoded on all cores.
enum JPEGPictures {
  /// Pictures that one core takes at a time.
  private static let portion = 64
  /// Bytes; no picture of a dataset comes near it, and a file that does is no reason to fill the memory.
  private static let largest = 1 << 24

  /// - Parameters:
  ///   - paths: the files.
  ///   - shape: what every picture must have; 3 channels.
  /// - Returns: pixels, [count, 3, height, width], in the order of `paths`.
  /// - Throws: ``DatasetError`` that names a file at fault.
  static func decode(_ paths: [String], shape: SampleShape) throws(DatasetError) -> [UInt8] {
    let failure = Mutex<DatasetError?>(nil)
    let pixels = [UInt8](unsafeUninitializedCapacity: paths.count * shape.count) { buffer, count in
      // Each portion writes to its own stretch of the buffer.
      nonisolated(unsafe) let buffer = buffer
      let portions = (paths.count + portion - 1) / portion
      DispatchQueue.concurrentPerform(iterations: portions) { index in
        if failure.withLock({ $0 != nil }) { return }
        let decoder = JPEGDecoder(shape: shape)
        var file = FileBytes()
        let start = index * portion
        for i in start..<min(start + portion, paths.count) {
          let range = i * shape.count..<(i + 1) * shape.count
          let place = UnsafeMutableBufferPointer(rebasing: buffer[range])
          do throws(DatasetError) {
            try decode(paths[i], by: decoder, shape, &file, into: place)
          } catch {
            failure.withLock { $0 = $0 ?? error }
            return
          }
        }
      }
      count = failure.withLock { $0 == nil } ? paths.count * shape.count : 0
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return pixels
  }

  private static func decode(
    _ path: String, by decoder: JPEGDecoder, _ shape: SampleShape, _ file: inout FileBytes,
    into place: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    try file.read(path, limit: largest)
    do throws(JPEGDecoder.Failure) {
      try decoder.decode(file.bytes, into: place)
    } catch {
      switch error {
      case .corrupt(let message): throw .corruptJPEG(path: path, found: message)
      case .size(let width, let height):
        throw .wrongPictureSize(path: path, expected: shape, width: width, height: height)
      }
    }
  }

  /// The bytes of one small file after the other, in memory that is used again.
  private struct FileBytes: ~Copyable {
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
    private var count = 0

    deinit { buffer.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<count]) }

    mutating func read(_ path: String, limit: Int) throws(DatasetError) {
      let reader = try ByteReader(path: path)
      guard let size = reader.size, size <= limit else {
        throw .corruptJPEG(path: path, found: reader.size.map { "\($0) bytes" } ?? "gzip data")
      }
      if size > buffer.count {
        buffer.deallocate()
        buffer = .allocate(byteCount: size, alignment: 64)
      }
      count = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<size]))
    }
  }
}
