import Testing

@testable import Archives

struct ArchiveNameTests {
  @Test(arguments: [
    "manifest.json", "job.json", "config.json", "run-1/points.csv", "run-12/weights.safetensors",
  ])
  func `files of an archive`(name: String) { #expect(ArchiveName.isKnown(name)) }

  @Test(arguments: [
    "", "x.json", "/job.json", "../job.json", "run-0/points.csv", "run--1/points.csv", "run-01/points.csv",
    "run-1/../run-2/points.csv", "run-1//points.csv", "run-1", "run-1/",
    "run-99999999999999999999/points.csv",
  ])
  func `other names`(name: String) { #expect(!ArchiveName.isKnown(name)) }
}
