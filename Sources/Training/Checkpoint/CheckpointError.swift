/// What can be wrong with a file of weights that is whole in itself: for that see `FileError`. Each case says where, what was expected, what was found and, in its
/// description, what to do next.
package enum CheckpointError: Error, Equatable {
  /// The file lacks tensors that the network has.
  case missingTensors(path: String, names: [String], found: [String])
  /// The file has a tensor that the network has not.
  case unknownTensor(path: String, name: String, nearest: String?, known: [String])
  case wrongShape(path: String, name: String, expected: [Int], found: [Int])
  /// Two of the file's tensors stand for the same of the network's.
  case twoTensors(path: String, name: String, found: [String])
  /// The checkpoint belongs to another run: `what` differs.
  case foreign(path: String, what: String, expected: String, found: String)
}

extension CheckpointError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingTensors(let path, let names, let found):
      "\(path): expected also \(Self.list(names)), found only \(Self.list(found)); save it from the same network"
    case .unknownTensor(let path, let name, let nearest, let known):
      "\(path): the network has no tensor \"\(name)\"\(nearest.map { "; did you mean \"\($0)\"?" } ?? ".")"
        + " Expected: \(Self.list(known))"
    case .wrongShape(let path, let name, let expected, let found):
      "\(path): expected \(name) of shape \(expected), found \(found); save it from the same network"
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
