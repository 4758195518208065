import Foundation

/// What can be wrong with a file of any kind. Each case says where, what was expected, what was found and, in its
/// description, what to do next.
package enum FileError: Error, Equatable {
  /// The system would not open or read the file.
  case unreadable(path: String, reason: Reason)
  /// The system would not write the file, for example because the disk is full. Nothing of it is left.
  case unwritable(path: String, reason: Reason)
  /// The bytes are not what the format asks for.
  case damaged(path: String, expected: String, found: String)
  /// A tensor that is needed has numbers of a type that weights are not read from.
  case wrongType(path: String, name: String, expected: [String], found: String)

  /// Why the system would not, as it says itself or in words.
  package enum Reason: Equatable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// `errno`; `EWOULDBLOCK` for a file that another process has locked.
    case system(Int32)
    case other(String)

    package init(stringLiteral text: String) { self = .other(text) }

    /// What `errno` tells of now.
    package static var last: Reason { .system(errno) }

    /// The system's number of it; nil for one in words.
    package var code: Int32? { if case .system(let code) = self { code } else { nil } }

    package var description: String {
      switch self {
      case .system(let code): String(cString: strerror(code))
      case .other(let text): text
      }
    }
  }

  package var path: String {
    switch self {
    case .unreadable(let path, _), .unwritable(let path, _), .damaged(let path, _, _),
      .wrongType(let path, _, _, _):
      path
    }
  }

  /// Why, or what was found, without the path.
  package var reason: String {
    switch self {
    case .unreadable(_, let reason), .unwritable(_, let reason): "\(reason)"
    case .damaged(_, _, let found), .wrongType(_, _, _, let found): found
    }
  }

  /// Whether a file holds something else than it should.
  package var isDamage: Bool {
    switch self {
    case .damaged, .wrongType: true
    case .unreadable, .unwritable: false
    }
  }

  /// Whether a file could not be written because the disk, or somebody's share of it, is full: that may pass.
  package var isForLackOfRoom: Bool {
    guard case .unwritable(_, .system(let code)) = self else { return false }
    return code == ENOSPC || code == EDQUOT
  }
}

extension FileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): expected a readable file, found: \(reason); check the path and its permissions"
    case .unwritable(let path, let reason):
      "\(path): cannot be written: \(reason); make room there or choose another place"
    case .damaged(let path, let expected, let found):
      "\(path): expected \(expected), found \(found); replace it with an intact copy"
    case .wrongType(let path, let name, let expected, let found):
      "\(path): expected \(name) as one of \(expected.joined(separator: ", ")), found \"\(found)\";"
        + " save it as a float, in PyTorch with tensor.float()"
    }
  }
}
