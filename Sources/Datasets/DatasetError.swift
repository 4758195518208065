import Formats

/// What can be wrong with a dataset, its files or the way it is asked for. Each case says what was expected,
/// what was found and, in its description, what to do next.
package enum DatasetError: Error, Equatable {
  /// No dataset has this name.
  case unknownName(String, nearest: String?, known: [String])
  /// A known dataset that is in none of the folders.
  case notFound(name: String, places: [Place], advice: String)
  /// The system would not open or read the file.
  case unreadable(path: String, reason: String)
  /// A file of no bytes, packed or not.
  case empty(path: String, expected: String)
  /// The first bytes are not those of this format.
  case badMagic(path: String, expected: String, found: String)
  /// The right format holding another type of number.
  case wrongType(path: String, expected: String, found: String)
  /// The right format with other dimensions; a nil stands for any size.
  case wrongDimensions(path: String, expected: [Int?], found: [Int])
  /// An IDX file of pictures with too few or too many dimensions, or with sizes that no picture has.
  case badPictures(path: String, found: [Int])
  /// A file whose header counts no samples.
  case noSamples(path: String)
  /// Fewer bytes than the header promises; both counted unpacked, header included.
  case truncated(path: String, expected: Int, found: Int)
  /// More bytes than the header promises; `found` is nil where counting them would mean unpacking them all.
  case oversized(path: String, expected: Int, found: Int?)
  /// A file of records that does not end where a record ends; both in bytes.
  case wrongLength(path: String, record: Int, found: Int)
  /// A file longer than any of its kind; in bytes, `found` as in ``oversized(path:expected:found:)``.
  case tooLong(path: String, limit: Int, found: Int?)
  /// A gzip file that does not unpack.
  case corruptGzip(path: String, found: String)
  /// An archive that cannot be read to its end.
  case corruptArchive(path: String, found: String)
  /// An archive without some of the files that it should hold.
  case missingMembers(path: String, missing: [String])
  /// Something in an archive that has the name of a dataset's file and is not that file.
  case badMember(path: String, member: String, expected: String, found: String)
  /// Training labels that are all 0, or a list of classes with one in it.
  case oneClass(path: String)
  /// A label that names no class.
  case labelOutOfRange(path: String, sample: Int, classes: Int, found: Int)
  /// Pictures and labels that cannot belong together.
  case countMismatch(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// A file or folder that belongs to a dataset and is not there, or has nothing in it.
  case missing(path: String, expected: String)
  /// A line of a text file that does not say what it should; lines count from 1.
  case badLine(path: String, line: Int, expected: String, found: String)
  /// A folder of pictures that is named after no class.
  case unknownClass(path: String)
  /// A line of a list of pictures with a class that is none; lines count from 1.
  case unlistedClass(path: String, line: Int, name: String)
  /// A class that has no picture in the folder where they belong.
  case classWithoutPictures(path: String, name: String)
  /// A picture that does not decode.
  case corruptJPEG(path: String, found: String)
  /// A picture of another size, in pixels.
  case wrongPictureSize(path: String, expected: SampleShape, width: Int, height: Int)
  /// A batch size, a start or a normalisation that makes no sense.
  case badSetting(name: String, expected: String, found: String)
  /// The system has no room for the buffers of a batch stream.
  case outOfMemory(bytes: Int)

  /// A folder that was looked into, and why the dataset is not there.
  package struct Place: Sendable, Equatable {
    package let folder: String
    package let problem: String
  }
}

extension DatasetError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownName(let name, let nearest, let known):
      let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? "."
      return "there is no dataset \"\(name)\"\(hint) Known: \(known.joined(separator: ", "))"
    case .notFound(let name, let places, let advice):
      let looked = places.map { "\n  \($0.folder): \($0.problem)" }.joined()
      let list = looked.isEmpty ? "\n  nowhere: no folder was given" : looked
      return "dataset \"\(name)\" was not found. Looked in:\(list)\nTo get it: \(advice)"
    case .unreadable(let path, let reason):
      return "\(path): expected a readable file, found: \(reason); check its permissions"
    case .empty(let path, let expected):
      return Self.damaged(path, expected, "an empty file")
    case .badMagic(let path, let expected, let found):
      return Self.damaged(path, "the first bytes \(expected)", found)
    case .wrongType(let path, let expected, let found):
      return Self.damaged(path, "values of type \(expected)", found)
    case .wrongDimensions(let path, let expected, let found):
      return Self.damaged(path, "the dimensions \(Self.text(expected))", Self.text(found))
    case .badPictures(let path, let found):
      let expected = "pictures N x H x W or N x C x H x W, of 1 to \(SampleShape.largest) values each"
      return Self.damaged(path, expected, Self.text(found))
    case .noSamples(let path):
      return Self.damaged(path, "at least 1 sample", "a header that counts 0")
    case .truncated(let path, let expected, let found):
      return Self.damaged(path, "\(expected) bytes", "only \(found)")
    case .oversized(let path, let expected, let found):
      return Self.damaged(path, "\(expected) bytes", found.map { "\($0)" } ?? "more")
    case .wrongLength(let path, let record, let found):
      return Self.damaged(path, "whole records of \(record) bytes", "\(found) bytes")
    case .tooLong(let path, let limit, let found):
      return Self.damaged(path, "at most \(limit) bytes", found.map { "\($0)" } ?? "more")
    case .corruptGzip(let path, let found):
      return Self.damaged(path, "intact gzip data", found)
    case .corruptArchive(let path, let found):
      return Self.damaged(path, "an intact tar.gz archive", found)
    case .missingMembers(let path, let missing):
      return Self.damaged(
        path, "an archive with \(missing.joined(separator: ", "))", "none of that name in it")
    case .badMember(let path, let member, let expected, let found):
      return Self.damaged("\(path): \(member)", expected, found)
    case .oneClass(let path):
      return Self.damaged(path, "2 classes or more", "only the first")
    case .labelOutOfRange(let path, let sample, let classes, let found):
      return Self.damaged(path, "labels from 0 to \(classes - 1)", "\(found) at sample \(sample)")
    case .countMismatch(let images, let imageCount, let labels, let labelCount):
      let expected = "\(imageCount) labels, one for each picture in \(images)"
      return Self.damaged(labels, expected, "\(labelCount)")
    case .missing(let path, let expected):
      return "\(path): expected \(expected), found none; put it there, or take an intact copy of the whole"
    case .badLine(let path, let line, let expected, let found):
      return Self.damaged("\(path), line \(line)", expected, "\"\(found)\"")
    case .unknownClass(let path):
      return "\(path): expected a folder named after a class of wnids.txt, found another name;"
        + " add the class there, or take the folder away"
    case .unlistedClass(let path, let line, let name):
      return "\(path), line \(line): expected a class of wnids.txt, found \"\(name)\";"
        + " add the class there, or take its lines out of this list"
    case .classWithoutPictures(let path, let name):
      return "\(path): expected at least 1 picture (*.JPEG) of the class \(name), found none;"
        + " put them there, or take the class out of wnids.txt"
    case .corruptJPEG(let path, let found):
      return Self.damaged(path, "an intact JPEG picture", found)
    case .wrongPictureSize(let path, let expected, let width, let height):
      let size = "\(expected.width) x \(expected.height) pixels"
      return Self.damaged(path, size, "\(width) x \(height)")
    case .badSetting(let name, let expected, let found):
      return "\(name): expected \(expected), found \(found)"
    case .outOfMemory(let bytes):
      return "expected \(bytes) bytes of memory for batches, found less; use a smaller batch_size"
    }
  }

  private static func damaged(_ path: String, _ expected: String, _ found: String) -> String {
    "\(path): expected \(expected), found \(found); replace it with an intact copy"
  }

  private static func text(_ dimensions: [Int?]) -> String {
    dimensions.map { $0.map(String.init) ?? "N" }.joined(separator: " x ")
  }
}
