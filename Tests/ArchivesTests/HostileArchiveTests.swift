import Foundation
import Store
import Testing
import Tracking
import Training

@testable import Archives

/// Files that are not what they say they are.
struct HostileArchiveTests {
  private let fixture: ArchiveFixture
  private let good: String

  init() throws {
    fixture = try ArchiveFixture(losses: 100)
    good = try fixture.archive()
  }

  /// Expects a file to be refused, with nothing changed.
  private func refused(_ path: String, _ words: String, _ note: String = "") throws {
    let before = try fixture.state()
    do {
      let archive = try JobArchive(path: path)
      _ = try archive.importJob(into: fixture.store, weights: fixture.checkpoints)
      Issue.record("imported: \(note)")
    } catch let error as ArchiveError {
      #expect("\(error)".contains(words), "\(note): \(error)")
      #expect("\(error)".hasPrefix(path), "\(note)")
    }
    #expect(try fixture.state() == before, "\(note)")
  }

  /// A change to an archive that is whole but for it, and words of the refusal.
  struct Change: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var words: String
    var isSealed = true
    var change: @Sendable (inout TarFile) -> Void
  }

  private static func replacing(
    _ text: String, with other: String, in file: String, _ words: String, sealed: Bool = true
  ) -> Change {
    Change(testDescription: "\(file): \(other.prefix(40))", words: words, isSealed: sealed) {
      precondition($0[file].contains(text), "\(text) is not in \(file)")
      $0[file] = $0[file].replacing(text, with: other, maxReplacements: 1)
    }
  }

  private static func adding(_ name: String, link: String? = nil, _ words: String, sealed: Bool = true)
    -> Change
  {
    Change(testDescription: "with \(name)", words: words, isSealed: sealed) {
      $0.entries.insert(TarFile.Entry(name: name, bytes: link == nil ? [1] : [], link: link), at: 0)
    }
  }

  private static func without(_ name: String, _ words: String, sealed: Bool = true) -> Change {
    Change(testDescription: "without \(name)", words: words, isSealed: sealed) {
      $0.entries.removeAll { $0.name.hasSuffix(name) }
    }
  }

  private static let time = ArchiveFixture.time

  static let changes = [
    // Names.
    adding("../../etc/passwd", "this name"), adding("job-2/../../x", "this name"),
    adding("/etc/passwd", "this name"),
    adding("job-2/run-4/weights.safetensors/x", "this name"), adding("job-3/job.json", "this name"),
    adding("job-2/run-4/points.csv", link: "/etc/passwd", "a link or a device"),
    adding("job-2/job.json", "each file once", sealed: false),
    adding("job-2/run-77/points.csv", "this one too"),
    adding("job-2/run-77/points.csv", "only what the manifest lists", sealed: false),
    without("manifest.json", "this file at the archive's end", sealed: false),
    without("job.json", "job.json"), without("job.json", "no such file", sealed: false),
    without("run-5/points.csv", "none"), without("run-4/weights.safetensors", "none"),
    // The manifest.
    replacing("\"format\":2", with: "\"format\":3", in: "manifest.json", "found format 3", sealed: false),
    replacing("\"format\":2", with: "\"format\":\"1\"", in: "manifest.json", "$.format", sealed: false),
    replacing("{", with: "", in: "manifest.json", "not JSON", sealed: false),
    replacing("\"priority\":-3", with: "\"priority\":-4", in: "job.json", "SHA-256", sealed: false),
    replacing("loss,,1,1.0", with: "loss,,1,1.00", in: "run-4/points.csv", "bytes", sealed: false),
    // job.json and config.json.
    replacing("\"priority\":-3", with: "\"priority\":-300", in: "job.json", "$.priority"),
    replacing("\"status\":\"succeeded\"", with: "\"status\":\"done\"", in: "job.json", "$.runs[0].status"),
    replacing("\"trial\":2", with: "\"trial\":1", in: "job.json", "another trial for each run"),
    replacing("\"id\":5", with: "\"id\":4", in: "job.json", "another id for each run"),
    replacing("\"layer\":\"fc1\"", with: "\"layer\":\"fc2\"", in: "job.json", "one twice in run 4"),
    replacing("\"layer\":\"fc1\"", with: "\"layer\":\"a,b\"", in: "job.json", "names such as test_accuracy"),
    replacing("\"priority\"", with: "\"priorities\"", in: "job.json", "did you mean \"priority\""),
    replacing("\"created_at\":\"20", with: "\"created_at\":\"2x", in: "job.json", "expected a time"),
    replacing("{", with: "[", in: "job.json", "not JSON"),
    replacing("{", with: "", in: "config.json", "a JSON object"),
    // Points.
    replacing("loss,,3,", with: "loss,,3,NaN", in: "run-5/points.csv", "a finite number or nothing"),
    replacing("loss,,3,", with: "loss,,3,inf", in: "run-5/points.csv", "a finite number or nothing"),
    replacing("loss,,3,", with: "loss,,3,1e999", in: "run-5/points.csv", "a finite number or nothing"),
    replacing("loss,,3,", with: "loss,,3,0x10", in: "run-5/points.csv", "a finite number or nothing"),
    replacing("loss,,3,", with: "loss,,3,2.5,", in: "run-5/points.csv", "a finite number or nothing"),
    replacing(
      "loss,,3,,\(time)", with: "loss,,1,,", in: "run-5/points.csv", "line 3: expected a step above 1"),
    replacing("loss,,3,,\(time)", with: "loss,,3,,-1", in: "run-5/points.csv", "milliseconds since 1970"),
    replacing("loss,,3,,\(time)", with: "loss,,3", in: "run-5/points.csv", "a step from -2^53 to 2^53"),
    replacing("loss,,3,,\(time)", with: "loss,,3,", in: "run-5/points.csv", "a time behind the value"),
    replacing(
      "loss,,3,", with: "loss,,9007199254740993,", in: "run-5/points.csv", "a step from -2^53 to 2^53"),
    replacing("loss,,1,2.5", with: "loss,,-,2.5", in: "run-5/points.csv", "a step from -2^53 to 2^53"),
    replacing("loss,,3,", with: "loss,,-3,", in: "run-5/points.csv", "a step above 1"),
    replacing("loss,,3,", with: "accuracy,,3,", in: "run-5/points.csv", "2 points of loss"),
    replacing("loss,,3,,\(time)\n", with: "", in: "run-5/points.csv", "found 1"),
    replacing(
      "loss,,3,,\(time)\n", with: "loss,,3,,\nloss,,4,,\n", in: "run-5/points.csv", "2 points of loss"),
    replacing("loss,,3,,\(time)\n", with: "loss,,3,,", in: "run-5/points.csv", "a whole line"),
    replacing("metric,layer", with: "layer,metric", in: "run-5/points.csv", "metric,layer,step,value"),
    Change(testDescription: "a line without end", words: "at most 2048 bytes") {
      $0["run-5/points.csv"] += String(repeating: "x", count: 10_000_000)
    },
    Change(testDescription: "an empty table", words: "a whole line") { $0["run-5/points.csv"] = "" },
    // Weights, which come first: what was written of them goes again.
    Change(testDescription: "weights that are none", words: "weights.safetensors: expected") {
      $0["run-4/weights.safetensors"] = "x"
    },
    Change(testDescription: "weights with a flipped bit", words: "checksum") {
      let index = $0.entries.firstIndex { $0.name.hasSuffix("weights.safetensors") }!
      $0.entries[index].bytes[$0.entries[index].bytes.count - 1] ^= 1
    },
  ]

  @Test(arguments: changes)
  func `refused whole`(change: Change) throws {
    defer { unlink(good) }
    var tar = try TarFile(good)
    change.change(&tar)
    if change.isSealed { tar.seal() }
    let path = ArchiveFixture.newPath()
    defer { unlink(path) }
    tar.write(to: path)
    try refused(path, change.words, change.testDescription)
  }

  @Test func `the same archive without a change is imported`() throws {
    defer { unlink(good) }
    var tar = try TarFile(good)
    tar.seal()
    let path = ArchiveFixture.newPath()
    defer { unlink(path) }
    tar.write(to: path)
    let archive = try JobArchive(path: path)
    #expect(try archive.importJob(into: fixture.store, weights: fixture.checkpoints).id == 3)
  }

  @Test func `cut off anywhere`() throws {
    defer { unlink(good) }
    let bytes = try Data(contentsOf: URL(filePath: good))
    let path = ArchiveFixture.newPath()
    defer { unlink(path) }
    // Where blocks end, too. The last two are zeros, and a tar without them is whole.
    let cuts = [
      0, 1, 511, 512, 1_024, 1_500, bytes.count / 2, bytes.count / 2 / 512 * 512, bytes.count - 1_600,
    ]
    for cut in cuts {
      try bytes.prefix(cut).write(to: URL(filePath: path))
      try refused(path, "expected", "\(cut) bytes")
    }
  }

  @Test func `no archive at all`() throws {
    defer { unlink(good) }
    let path = ArchiveFixture.newPath()
    defer { unlink(path) }
    try refused(path, "expected a readable file", "nothing there")
    try refused("/dev/null", "no regular file", "a device")
    for text in ["hello", "{\"format\":1}", "PK\u{3}\u{4}" + String(repeating: "x", count: 2_000)] {
      try Data(text.utf8).write(to: URL(filePath: path))
      try refused(path, "expected", text.prefix(10).description)
    }
  }

  @Test func `a size beyond all measure`() throws {
    defer { unlink(good) }
    var bytes = try Data(contentsOf: URL(filePath: good))
    // The size of the first file, 12 octal digits, and the header's checksum: 8 GiB.
    bytes.replaceSubrange(124..<136, with: Data("77777777777\0".utf8))
    bytes.replaceSubrange(148..<156, with: Data("        ".utf8))
    let sum = bytes[0..<512].reduce(0) { $0 + Int($1) }
    let digits = String(sum, radix: 8)
    let field = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
    bytes.replaceSubrange(148..<156, with: Data(field.utf8))
    let path = ArchiveFixture.newPath()
    defer { unlink(path) }
    try bytes.write(to: URL(filePath: path))
    try refused(path, "that are left of the archive")
  }

  @Test func `a file that changes between the look at it and the import`() throws {
    defer { unlink(good) }
    let archive = try JobArchive(path: good)
    let before = try fixture.state()
    let text = try Data(contentsOf: URL(filePath: good))
    let place = try #require(text.range(of: Data("loss,,1,2.5".utf8)))
    let file = try FileHandle(forWritingTo: URL(filePath: good))
    try file.seek(toOffset: UInt64(place.lowerBound))
    try file.write(contentsOf: Data("loss,,1,3.5".utf8))
    try file.close()
    #expect(throws: ArchiveError.self) {
      try archive.importJob(into: fixture.store, weights: fixture.checkpoints)
    }
    #expect(try fixture.state() == before)
  }
}
