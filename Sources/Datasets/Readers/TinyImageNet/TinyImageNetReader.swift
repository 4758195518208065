import CZlib

/// Reads Tiny ImageNet: folders of JPEG pictures, unpacked from its archive.
///
/// Training pictures come by class and then by name, test pictures (the archive's validation set, whose labels are
/// public) in the order of their annotations, where these are there. Decoded once, the pixels are kept in ``cacheName`` beside the
/// pictures or, if that cannot be written, in the caller's cache folder.
package struct TinyImageNetReader: DatasetReader {
  package static let shape = SampleShape(channels: 3, height: 64, width: 64)
  /// The file of decoded pixels in the dataset's folder.
  package static let cacheName = "bearing-pixels.cache"

  private static let archiveFolder = "tiny-imagenet-200"
  private let shape: SampleShape

  /// - Parameter shape: what every picture must have; 3 channels.
  package init(shape: SampleShape = Self.shape) { self.shape = shape }

  private static let files = [
    DatasetFile("wnids.txt", kind: .archive), DatasetFile("train", kind: .folder),
    DatasetFile("val", kind: .folder),
  ]

  /// The archive's folder may be the dataset's own, lie in it, or stand beside it.
  package let layouts: [DatasetLayout] = [
    .folder(files), .folder(files, subfolder: archiveFolder), .beside(files, folder: archiveFolder),
  ]

  /// As many classes as `wnids.txt` has lines.
  package func described(_ located: LocatedDataset) throws(DatasetError) -> DatasetDescriptor {
    let classes = try TinyImageNetListing(folder: located.place).classes.count
    return located.descriptor.with(classes: classes)
  }

  /// Lists folders and reads the annotations; opens no picture.
  package func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int) {
    let listing = try TinyImageNetListing(folder: located.place)
    return try (listing.train().labels.count, listing.test().labels.count)
  }

  package func read(
    _ located: LocatedDataset
  ) throws(DatasetError) -> (train: DatasetSplit, test: DatasetSplit) {
    let listing = try TinyImageNetListing(folder: located.place)
    let (train, test) = try (listing.train(), listing.test())
    let list = try JPEGPixelCache.checksum(ofList: train.paths + test.paths)
    let caches = Self.caches(of: located)
    for cache in caches {
      let sections = [train.labels.count, test.labels.count]
      if let pixels = cache.read(sections: sections, list: list, size: shape.count) {
        return (split(pixels[0], train), split(pixels[1], test))
      }
    }
    let pixels = try [
      JPEGPictures.decode(train.paths, shape: shape), JPEGPictures.decode(test.paths, shape: shape),
    ]
    _ = caches.first { $0.write(pixels, list: list, size: shape.count) }
    return (split(pixels[0], train), split(pixels[1], test))
  }

  private func split(_ pixels: [UInt8], _ split: TinyImageNetListing.Split) -> DatasetSplit {
    DatasetSplit(shape: shape, images: pixels, labels: split.labels)
  }

  /// Where the pixels may be kept, best first. In a common folder the name tells one dataset's place from another.
  private static func caches(of located: LocatedDataset) -> [JPEGPixelCache] {
    let own = JPEGPixelCache(path: "\(located.place)/\(cacheName)")
    guard let folder = located.cacheFolder else { return [own] }
    let place = Array(located.place.utf8).withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    let name = "\(located.descriptor.name)-\(String(place, radix: 16)).cache"
    return [own, JPEGPixelCache(path: "\(folder)/\(name)")]
  }
}
