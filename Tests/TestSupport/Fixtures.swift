import Foundation

/// The committed oracle values, found from where this file lies: tests need no bundle and no working directory.
package enum Fixtures {
  /// `Tests/Fixtures`.
  package static let directory = root.appending(path: "Tests/Fixtures", directoryHint: .isDirectory)

  /// The folder of `Package.swift`.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// 20 steps of bp, dfa and dkp on 784-4x24-10; `Tests/Fixtures/README.md` names what is in it.
  package static func fc5() throws -> TensorFile {
    try TensorFile(contentsOf: directory.appending(path: "dkp_fc5.safetensors"))
  }

  /// Every method and optimizer on a tiny network of unequal sizes; see `Tests/Fixtures/README.md`.
  package static func methods() throws -> TensorFile {
    try TensorFile(contentsOf: directory.appending(path: "methods_fc3.safetensors"))
  }

  /// Crops and resizes of small pictures; see `Tests/Fixtures/README.md`.
  package static func pictures() throws -> TensorFile {
    try TensorFile(contentsOf: directory.appending(path: "pictures.safetensors"))
  }

  /// Every method on two convolutions and two linear layers, 12 steps; see `Tests/Fixtures/README.md`.
  package static func conv() throws -> TensorFile {
    try TensorFile(contentsOf: directory.appending(path: "conv_methods.safetensors"))
  }

  /// Adam, decoupled decay, schedules and two more losses; see `Tests/Fixtures/README.md`.
  package static func optimizers() throws -> TensorFile {
    try TensorFile(contentsOf: directory.appending(path: "optimizers_fc3.safetensors"))
  }

  /// Single layers in many sizes; see `Tests/Fixtures/README.md`.
  package static func layers() throws -> TensorFile {
    try TensorFile(contentsOf: directory.appending(path: "layers.safetensors"))
  }
}
