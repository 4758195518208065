import Foundation
import Testing

@testable import Datasets

/// Decoded pixels are kept once, and never trusted further than they can be checked.
@Suite struct JPEGPixelCacheTests {
  private let fixture: TinyImageNetFixture
  private let first: Dataset

  init() throws {
    fixture = try TinyImageNetFixture()
    first = try fixture.load()
  }

  private var picture: String { "\(fixture.set)/train/n01/images/n01_0.JPEG" }

  private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

  /// Makes a picture unreadable without a trace in its size and times, so that only a cache can serve it.
  private func ruinPicture() throws {
    var status = stat()
    try #require(stat(picture, &status) == 0)
    try Data(repeating: 0, count: Int(status.st_size)).write(to: URL(filePath: picture))
    var times = [status.st_atim, status.st_mtim]
    try #require(utimensat(AT_FDCWD, picture, &times, 0) == 0)
  }

  @Test func `the second load decodes nothing`() throws {
    try ruinPicture()
    let second = try fixture.load()
    #expect(second.fingerprint == first.fingerprint)
    #expect(second.train.images == first.train.images && second.test.images == first.test.images)
  }

  @Test func `a picture that changed makes it stale`() throws {
    let old = try bytes(fixture.cache)
    try fixture.write(TinyImageNetFixture.jpeg(seed: 77), to: "train/n01/images/n01_0.JPEG")
    let second = try fixture.load()
    #expect(second.fingerprint != first.fingerprint)
    #expect(try bytes(fixture.cache) != old)
    #expect(try fixture.load().fingerprint == second.fingerprint)
  }

  @Test func `a time that changed makes it stale`() throws {
    try ruinPicture()
    var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
    try #require(utimensat(AT_FDCWD, picture, &times, 0) == 0)
    #expect(throws: DatasetError.self) { try fixture.load() }
  }

  @Test func `a picture more, a picture less`() throws {
    try fixture.write(TinyImageNetFixture.jpeg(seed: 78), to: "train/n03/images/n03_9.JPEG")
    #expect(try fixture.load().train.count == 13)
    try fixture.remove("train/n03/images/n03_9.JPEG")
    #expect(try fixture.load().fingerprint == first.fingerprint)
  }

  /// Byte 3 is in the magic number, 9 in the count, 17 in the size, 25 and 33 in the checksums, the rest are pixels.
  @Test(arguments: [3, 9, 17, 25, 33, 41, 100_000])
  func `one damaged byte, and it is made anew`(offset: Int) throws {
    let good = try bytes(fixture.cache)
    var bad = good
    bad[offset] ^= 0x10
    try Data(bad).write(to: URL(filePath: fixture.cache))
    #expect(try fixture.load().fingerprint == first.fingerprint)
    #expect(try bytes(fixture.cache) == good)
  }

  @Test(arguments: [0, 39, 40, 1000, -1])
  func `cut short or too long, and it is made anew`(count: Int) throws {
    let good = try bytes(fixture.cache)
    try Data(count < 0 ? good + [0] : Array(good.prefix(count))).write(to: URL(filePath: fixture.cache))
    #expect(try fixture.load().fingerprint == first.fingerprint)
    #expect(try bytes(fixture.cache) == good)
  }

  @Test func `where the data's folder cannot be written, the caller's is used`() throws {
    try fixture.remove(TinyImageNetReader.cacheName)
    // A folder of the temporary file's name is in the way, even for root.
    try FileManager.default.createDirectory(
      atPath: fixture.cache + ".part", withIntermediateDirectories: false)
    let folder = fixture.root + "/data/cache"
    let cache = DatasetCache(cacheFolder: folder)
    #expect(try cache.dataset(fixture.locate()).fingerprint == first.fingerprint)
    #expect(access(fixture.cache, F_OK) != 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    try ruinPicture()
    #expect(try cache.dataset(fixture.locate()).fingerprint == first.fingerprint)
    // Nowhere to keep it is no error: this one just has to decode, and cannot.
    #expect(throws: DatasetError.self) { try fixture.load() }
  }
}
