import Formats
import Learning
import TestSupport

@testable import Training

/// Makes requests for jobs from what reading a config declares: every key there is, with values from the ends of its range
/// and from between.
struct ConfigGenerator {
  private var random: SeededGenerator
  private let fields: [ConfigField]

  init(seed: UInt64, datasets: DatasetLibrary) {
    random = SeededGenerator(seed: seed)
    let reader = ConfigReader([:])
    _ = JobConfig.read(reader, datasets: datasets.names)
    // A file of this machine is for the command line; cores and passes are no matter of reading.
    fields = reader.fields.filter { !["initial_weights", "epochs", "steps", "dataset"].contains($0.key) }
  }

  /// Many are such as a server takes.
  mutating func request() -> JSONValue {
    var members = object(fields, chance: 3).members ?? [:]
    members["dataset"] = "mnist"
    members[oneIn(2) ? "epochs" : "steps"] = .integer(number(in: 1...100_000))
    members["method"] = .string(LearningRules.names.randomElement(using: &random)!)
    // Most networks that one can write down are impossible.
    members["network"] = network()
    members["transforms"] = nil
    if case .object(var tags) = members["tags"] { tags["sweep"] = nil; members["tags"] = .object(tags) }
    if oneIn(4) {
      members["sweep"] = ["optimizer.learning_rate": [0.25, .number(.random(in: 0...1, using: &random))]]
    }
    return .object(members)
  }

  private mutating func network() -> JSONValue {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return ["name": "fc5", "width": .integer(number(in: 1...300))]
    case 1: return "conv2"
    default:
      let count = Int.random(in: 0..<40, using: &random)
      let blocks = (0..<count).map { index -> JSONValue in
        let layer: JSONValue =
          oneIn(2)
          ? ["name": "linear", "outputs": .integer(number(in: 1...200))]
          : ["name": "conv", "outputs": .integer(number(in: 1...20)), "kernel": 1]
        var block: [String: JSONValue] = ["layer": layer]
        if oneIn(2) { block["then"] = ["relu"] }
        if oneIn(5) { block["name"] = .string("block\(index)") }
        return .object(block)
      }
      // A convolution wants a picture, so those come first.
      let sorted = blocks.sorted { $0["layer"]!["name"]!.string! < $1["layer"]!["name"]!.string! }
      return ["blocks": .array(sorted + [["layer": ["name": "linear", "outputs": 10]]])]
    }
  }

  // MARK: Values

  private mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

  private mutating func number(in range: ClosedRange<Int>) -> Int {
    oneIn(3) ? (oneIn(2) ? range.lowerBound : range.upperBound) : .random(in: range, using: &random)
  }

  /// - Parameter chance: an optional key is there in one of so many objects.
  private mutating func object(_ fields: [ConfigField], chance: Int) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for field in fields where field.isRequired || oneIn(chance) { members[field.key] = value(field.kind) }
    return .object(members)
  }

  private mutating func value(_ kind: ConfigField.Kind) -> JSONValue {
    switch kind {
    case .flag: return .bool(.random(using: &random))
    case .integer(let range): return .integer(number(in: range))
    case .number(let range, _):
      let top = min(range.upperBound, 1e6)
      let values = [
        range.lowerBound, top, .random(in: range.lowerBound...top, using: &random), 0.1 + 0.2, 1e-300,
      ]
      return .number(values.randomElement(using: &random)!)
    case .text(let maxLength): return .string(text(oneIn(3) ? maxLength : number(in: 1...min(maxLength, 30))))
    case .choice(let names, _): return .string(names.randomElement(using: &random)!)
    case .labels:
      let count = Int.random(in: 0...32, using: &random)
      return .object(
        Dictionary((0..<count).map { _ in (text(number(in: 1...20)), .string(text(number(in: 1...200)))) }) {
          $1
        })
    case .anyObject: return [:]
    case .object(let fields): return object(fields, chance: 2)
    case .nameOrObject(let options):
      let option = options.randomElement(using: &random)!
      if option.isComplete && oneIn(2) { return .string(option.name) }
      return object(option.fields, chance: 2).overlaid(with: ["name": .string(option.name)])
    case .list(let kind, let count):
      return .array(
        (0..<Int.random(in: count.lowerBound...min(count.upperBound, 4), using: &random)).map { _ in
          value(kind)
        })
    }
  }

  /// Of so many code points, of any script, combining ones and quotes among them.
  private mutating func text(_ count: Int) -> String {
    let scalars = (0..<count).map { _ -> Unicode.Scalar in
      switch Int.random(in: 0..<6, using: &random) {
      case 0: "\u{301}"
      case 1: "\""
      case 2: "\u{200D}"
      case 3: Unicode.Scalar(UInt32.random(in: 0x1F300...0x1F5FF, using: &random))!
      default: Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &random))
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
