import CTurboJPEG

/// Decodes JPEG pictures of one size by libjpeg-turbo. One object serves one thread.
final class JPEGDecoder {
  /// What was wrong with a picture.
  enum Failure: Error {
    /// In the library's words.
    case corrupt(String)
    /// Pixels.
    case size(width: Int, height: Int)
  }

  private let handle: tjhandle?
  private let shape: SampleShape
  /// One picture as the library writes it, [height, width, 3].
  private let pixels: UnsafeMutablePointer<UInt8>

  /// - Parameter shape: what every picture must have; 3 channels.
  init(shape: SampleShape) {
    precondition(shape.channels == 3, "JPEG pictures are read as RGB, not as \(shape)")
    self.shape = shape
    handle = tjInitDecompress()
    pixels = .allocate(capacity: shape.count)
  }

  deinit {
    if let handle { tjDestroy(handle) }
    pixels.deallocate()
  }

  /// Decodes one picture; a grey one gets three equal channels.
  ///
  /// - Parameters:
  ///   - jpeg: the file's bytes.
  ///   - planes: where it goes, [3, height, width], one byte each.
  /// - Throws: ``Failure``. What the library merely warns of, an early end above all, counts as damage too: it
  ///   fills the rest with grey.
  func decode(_ jpeg: UnsafeRawBufferPointer, into planes: UnsafeMutableBufferPointer<UInt8>) throws(Failure)
  {
    let bytes = jpeg.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let (count, side) = (UInt(jpeg.count), (height: Int32(shape.height), width: Int32(shape.width)))
    var (width, height, sampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    guard tjDecompressHeader3(handle, bytes, count, &width, &height, &sampling, &space) == 0 else {
      throw .corrupt(message)
    }
    guard width == side.width, height == side.height else {
      throw .size(width: Int(width), height: Int(height))
    }
    guard
      tjDecompress2(
        handle, bytes, count, pixels, width, 0, height, Int32(TJPF_RGB.rawValue), TJFLAG_ACCURATEDCT) == 0
    else { throw .corrupt(message) }
    let plane = shape.plane
    for i in 0..<plane {
      planes[i] = pixels[3 * i]
      planes[plane + i] = pixels[3 * i + 1]
      planes[2 * plane + i] = pixels[3 * i + 2]
    }
  }

  private var message: String { tjGetErrorStr2(handle).map { String(cString: $0) } ?? "no JPEG data" }
}
