// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 mode, and no warning survives a build.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// The processor that the engine's own loops are compiled for; oneDNN generates its code when it runs. Bearing is built on
/// the machine that it trains on, hence "native". For another one: `BEARING_CPU=x86-64-v3 make build`.
let processor = Context.environment["BEARING_CPU"] ?? "native"
#if arch(x86_64)
  let compute: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=\(processor)"])]
#else
  let compute: [SwiftSetting] = []
#endif

/// A target of this package. `dependencies` are the only modules its files may import: the build runs with
/// `--explicit-target-dependency-import-check error`, so this file *is* the architecture.
func target(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict + settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, resources: [], swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
/// SQLite's own C API, for the few statements that run a million times a second.
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "bearing",
  products: [.executable(name: "bearing", targets: ["bearing"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // Debian's C libraries, each behind a module map.
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CMicroHTTPD", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"])]),

    // The ground floor, which knows nothing of the rooms above: text in JSON and what it says, files of all kinds, threads
    // that wait, and what is tried again.
    .systemLibrary(name: "CLinux"),
    target("Concurrency", ["CLinux"]),
    target("Formats"),
    target("Files", ["Formats", "CArchive", "CCrypto", "CZlib"]),

    // The engine.
    target("Compute", ["Concurrency", "COneDNN"], settings: compute),
    target("Learning", ["Formats", "Compute"], settings: compute),
    target("Datasets", ["Concurrency", "Formats", "Files", "Compute", "CZlib", "CCurl", "CTurboJPEG"]),

    // The record of what the engine did, and what can be said of numbers that were drawn alike.
    target("Statistics"),
    target("Tracking", ["Formats"]),
    target("Store", ["Concurrency", "Formats", "Files", "Statistics", "Tracking", grdb, sqlite]),

    // Jobs, from a config to points.
    target(
      "Training",
      ["Concurrency", "Formats", "Files", "Compute", "Learning", "Datasets", "Tracking", logging]),

    // Runs of a server elsewhere.
    target("Worker", ["Concurrency", "Formats", "Files", "Tracking", "Training", logging]),

    // What the paper ran, and how ours compares.
    target("Reproduction", ["Formats", "Learning", "Statistics", "Tracking", "Training"]),

    // A job as one file.
    target("Archives", ["Formats", "Files", "Tracking", "Store"]),

    // The way in and out.
    target("HTTPServer", ["Concurrency", "Files", "CMicroHTTPD", "CZlib", logging]),
    target(
      "WorkbenchAPI",
      [
        "Concurrency", "Formats", "Files", "HTTPServer", "Statistics", "Tracking", "Store", "Training",
        "Archives", logging,
      ]),
    // MLflow's own client, on the same server and store.
    target(
      "MLflowAPI", ["Concurrency", "Formats", "Files", "HTTPServer", "Tracking", "Store", logging]),
    .executableTarget(
      name: "bearing",
      dependencies: [
        "Concurrency", "Formats", "Files", "Compute", "Learning", "Datasets", "Tracking", "Store", "Training",
        "Worker", "Reproduction", "Archives", "HTTPServer", "WorkbenchAPI", "MLflowAPI",
        argumentParser, logging,
      ],
      swiftSettings: strict),

    // What the tests share. It knows no target above, so that what it says about numbers is independent of them.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    tests("TestSupportTests", ["TestSupport"]),
    tests("ConcurrencyTests", ["Concurrency"]),
    tests("FormatsTests", ["Formats"]),
    tests("FilesTests", ["Files", "TestSupport"]),
    tests("ComputeTests", ["Compute", "TestSupport"]),
    tests("LearningTests", ["Compute", "Formats", "Learning", "TestSupport"]),
    tests("TrackingTests", ["Tracking"]),
    tests(
      "ReproductionTests",
      ["Formats", "Reproduction", "Statistics", "Tracking", "Training", "TestSupport"]),
    tests("StatisticsTests", ["Formats", "Statistics", "TestSupport"]),
    tests("StoreTests", ["Files", "Formats", "Statistics", "Store", "Tracking", "TestSupport", grdb]),
    tests("HTTPServerTests", ["Files", "HTTPServer", "TestSupport", "CZlib", logging]),
    tests(
      "DatasetsTests", ["Formats", "Datasets", "Compute", "CZlib", "CArchive", "CTurboJPEG", "TestSupport"]),
    tests(
      "TrainingTests",
      [
        "Concurrency", "Formats", "Files", "Compute", "Datasets", "Learning", "Store", "Tracking", "Training",
        "TestSupport", logging,
      ]),
    tests("WorkerTests", ["Formats", "Tracking", "Worker"]),
    tests(
      "ArchivesTests",
      ["Formats", "Files", "Archives", "Store", "Tracking", "Training", "CArchive", "CCrypto", logging]),
    tests(
      "WorkbenchAPITests",
      ["Formats", "WorkbenchAPI", "HTTPServer", "Store", "Tracking", "Training", logging]),
    tests(
      "MLflowAPITests",
      ["Formats", "HTTPServer", "MLflowAPI", "Store", "Tracking", logging]),
    // From outside: real processes, real sockets, a real browser. The program is built with the tests, not imported.
    tests("EndToEndTests", ["TestSupport", "bearing"]),
    tests("BrowserTests", ["TestSupport", "bearing"]),
  ],
  swiftLanguageModes: [.v6]
)
