import Foundation

/// What can be wrong with a file of weights. Each case says where, what was expected, what was found and, in its
/// description, what to do next.
package enum CheckpointError: Error, Equatable {
  /// The system would not open or read the file.
  case unreadable(path: String, reason: String)
  /// The system would not write the file, for example because the disk is full. Nothing of it is left.
  case unwritable(path: String, reason: String)
  /// The bytes are not what the format asks for.
  case damaged(path: String, expected: String, found: String)
  /// The file lacks tensors that the network has.
  case missingTensors(path: String, names: [String], found: [String])
  /// The file has a tensor that the network has not.
  case unknownTensor(path: String, name: String, nearest: String?, known: [String])
  case wrongShape(path: String, name: String, expected: [Int], found: [Int])
  /// A tensor that is needed has numbers of a type that weights are not read from.
  case wrongType(path: String, name: String, expected: [String], found: String)
  /// Two of the file's tensors stand for the same of the network's.
  case twoTensors(path: String, name: String, found: [String])
  /// The checkpoint belongs to another run: `what` differs.
  case foreign(path: String, what: String, expected: String, found: String)
}

extension CheckpointError {
  /// Whether a file could not be written because the disk, or somebody's share of it, is full: that may pass.
  var isForLackOfRoom: Bool {
    guard case .unwritable(_, let reason) = self else { return false }
    return [ENOSPC, EDQUOT].contains { reason == String(cString: strerror($0)) }
  }
}

extension CheckpointError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): expected a readable file, found: \(reason); check the path and its permissions"
    case .unwritable(let path, let reason):
      "\(path): cannot be written: \(reason); make room there or choose another place"
    case .damaged(let path, let expected, let found):
      "\(path): expected \(expected), found \(found); replace it with an intact copy"
    case .missingTensors(let path, let names, let found):
      "\(path): expected also \(Self.list(names)), found only \(Self.list(found)); save it from the same network"
    case .unknownTensor(let path, let name, let nearest, let known):
      "\(path): the network has no tensor \"\(name)\"\(nearest.map { "; did you mean \"\($0)\"?" } ?? ".")"
        + " Expected: \(Self.list(known))"
    case .wrongShape(let path, let name, let expected, let found):
      "\(path): expected \(name) of shape \(expected), found \(found); save it from the same network"
    case .wrongType(let path, let name, let expected, let found):
      "\(path): expected \(name) as one of \(expected.joined(separator: ", ")), found \"\(found)\";"
        + " save it as a float, in PyTorch with tensor.float()"
    case .twoTensors(let path, let name, let found):
      "\(path): expected one tensor for \(name), found \(found.map { "\"\($0)\"" }.joined(separator: " and "));"
        + " take one of them out"
    case .foreign(let path, let what, let expected, let found):
      "\(path) belongs to another run: its \(what) is \(found), expected \(expected)"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "no tensor" : names.joined(separator: ", ")
  }
}
