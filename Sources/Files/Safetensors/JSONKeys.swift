import Foundation

/// The keys of a JSON object as they are written. Foundation's decoder keeps one of two equal keys and says nothing.
enum JSONKeys {
  /// - Parameter text: an object that a JSON parser has accepted.
  /// - Returns: the outermost object's keys in order, repeated ones repeated.
  static func top(of text: [UInt8]) -> [String] {
    var keys: [String] = []
    var depth = 0
    var expectsKey = false
    var at = 0
    while at < text.count {
      switch text[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        expectsKey = depth == 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ","): expectsKey = depth == 1
      case UInt8(ascii: "\""):
        let start = at
        at += 1
        while at < text.count, text[at] != UInt8(ascii: "\"") { at += text[at] == UInt8(ascii: "\\") ? 2 : 1 }
        if expectsKey {
          keys.append(string(text[start...min(at, text.count - 1)]))
          expectsKey = false
        }
      default: break
      }
      at += 1
    }
    return keys
  }

  /// What a string in quotes stands for.
  private static func string(_ quoted: ArraySlice<UInt8>) -> String {
    quoted.contains(UInt8(ascii: "\\"))
      ? (try? JSONDecoder().decode(String.self, from: Data(quoted))) ?? ""
      : String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
  }
}
