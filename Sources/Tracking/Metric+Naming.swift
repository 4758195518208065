/// What a metric that comes from outside may be called: what people type into queries and addresses.
extension Metric {
  /// The longest name, layer and unit, in characters.
  package static var longestName: Int { 64 }

  /// Whether `name` is lower-case words with underscores, at most 64 characters: `test_accuracy`.
  package static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, ("a"..."z").contains(first) else { return false }
    return name.utf8.count <= longestName
      && name.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
      }
  }

  /// The name nearest to a text that is none: `Loss/Train` gives `loss_train`. Nil when no letter is left.
  package static func nearestName(to text: String) -> String? {
    let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = String(words.joined(separator: "_").drop { !$0.isLetter }.prefix(longestName))
    return isName(name) ? name : nil
  }

  /// Whether `layer` is 1 to 64 letters, digits, dots, hyphens and underscores: `fc1`, `layer1.0.conv2`.
  package static func isLayer(_ layer: String) -> Bool {
    (1...longestName).contains(layer.utf8.count)
      && layer.unicodeScalars.allSatisfy {
        $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || ".-_".unicodeScalars.contains($0)
      }
  }

  /// Whether `unit` is 1 to 64 characters that can be printed: `nats`, `1/s`, `°C`.
  package static func isUnit(_ unit: String) -> Bool {
    (1...longestName).contains(unit.count)
      && unit.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
  }
}

extension Point {
  /// Steps that a point may have: all integers that JSON's numbers hold exactly.
  package static var steps: ClosedRange<Int> { 1...(1 << 53) }
}
