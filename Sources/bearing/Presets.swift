import ArgumentParser
import Formats
import Foundation
import Training

/// `bearing presets [NAME]`.
struct Presets: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the ready configs, or print one as JSON.")

  @Argument(help: "A preset's name.")
  var name: String?

  func run() throws {
    guard let name else {
      let width = Preset.all.map(\.name.count).max() ?? 0
      for preset in Preset.all {
        print(preset.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + preset.summary)
      }
      return
    }
    guard let preset = Preset.named(name) else { throw Failure(Preset.unknown(name)) }
    print(preset.config.indentedText)
  }
}

extension JSONValue {
  /// JSON for people: keys sorted, one to a line.
  var indentedText: String {
    let data = Data(canonicalText.utf8)
    guard let tree = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed),
      let text = try? JSONSerialization.data(
        withJSONObject: tree,
        options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
    else { return canonicalText }
    return String(decoding: text, as: UTF8.self)
  }
}
