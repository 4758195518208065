import Formats
import Store

/// What is known of a run beside its points, as `job.json` has it:
///
///     {"environment": {"host": …}, "user": "me", "params": [["lr", "0.1"]], "datasets": [{"name": …}],
///      "artifacts": [{"path": …, "sha256": …, "bytes": 3}], "models": [{"id": "m-…", "artifacts": […], …}]}
extension LoggedExtras {
  /// nil when nothing is.
  var json: JSONValue? {
    guard self != LoggedExtras() else { return nil }
    var members: [String: JSONValue] = [
      "params": Self.json(params), "datasets": .array(datasets.map(\.json)),
      "artifacts": .array(artifacts.map(\.json)), "models": .array(models.map(\.json)),
    ]
    members["user"] = user.map { .string($0) }
    members["environment"] = environment
    return .object(members)
  }

  /// - Returns: nil for what is no such object.
  init?(_ json: JSONValue) {
    guard let params = Self.pairs(json["params"]),
      let datasets = Self.list(json["datasets"], LoggedDataset.init(archived:)),
      let artifacts = Self.artifacts(json["artifacts"]),
      let models = Self.list(json["models"], Model.init(archived:)),
      Set(params.map(\.key)).count == params.count, Set(models.map(\.id)).count == models.count,
      json["environment"].map({ $0.members != nil }) ?? true
    else { return nil }
    self.init(
      user: json["user"]?.string, params: params, datasets: datasets, artifacts: artifacts, models: models,
      environment: json["environment"])
  }

  /// nil if one is wrong, or two are in one place.
  fileprivate static func artifacts(_ value: JSONValue?) -> [Artifact]? {
    guard let artifacts = list(value, Artifact.init(archived:)),
      Set(artifacts.map(\.path)).count == artifacts.count
    else { return nil }
    return artifacts
  }

  fileprivate static func json(_ pairs: [LoggedText]) -> JSONValue {
    .array(pairs.map { .array([.string($0.key), .string($0.value)]) })
  }

  fileprivate static func pairs(_ value: JSONValue?) -> [LoggedText]? {
    list(value) { pair in
      guard let both = pair.array, both.count == 2, let key = both[0].string, let value = both[1].string
      else {
        return nil
      }
      return LoggedText(key, value)
    }
  }

  /// nil if one of them is wrong; none where there is no list.
  fileprivate static func list<Element>(_ value: JSONValue?, _ read: (JSONValue) -> Element?) -> [Element]? {
    guard let value else { return [] }
    guard let elements = value.array?.map(read), !elements.contains(where: { $0 == nil }) else { return nil }
    return elements.compactMap(\.self)
  }
}

extension LoggedExtras.Model {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "name": .string(name), "created_at": .integer(createdAt),
      "updated_at": .integer(updatedAt),
      "document": document, "artifacts": .array(artifacts.map(\.json)),
      "links": .array(links.map { .array([.bool($0.isOutput), .integer($0.step)]) }),
    ]
  }

  fileprivate init?(archived json: JSONValue) {
    guard let id = json["id"]?.string, id.wholeMatch(of: #/m-[0-9a-f]{32}/#) != nil,
      let name = json["name"]?.string, let createdAt = json["created_at"]?.integer,
      let updatedAt = json["updated_at"]?.integer, let document = json["document"], document.members != nil,
      let artifacts = LoggedExtras.artifacts(json["artifacts"]),
      let links = LoggedExtras.list(
        json["links"],
        { link -> RunModel? in
          guard let both = link.array, both.count == 2, case .bool(let isOutput) = both[0],
            let step = both[1].integer
          else { return nil }
          return RunModel(id, isOutput: isOutput, step: step)
        }), Set(links.map(\.isOutput)).count == links.count
    else { return nil }
    self.init(
      id: id, name: name, createdAt: createdAt, updatedAt: updatedAt, document: document,
      artifacts: artifacts, links: links)
  }
}

extension LoggedDataset {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "digest": .string(digest), "source_type": .string(sourceType),
      "source": .string(source),
      "schema": schema.map { .string($0) } ?? .null, "profile": profile.map { .string($0) } ?? .null,
      "tags": LoggedExtras.json(tags),
    ]
  }

  fileprivate init?(archived json: JSONValue) {
    guard let name = json["name"]?.string, let digest = json["digest"]?.string,
      let tags = LoggedExtras.pairs(json["tags"])
    else { return nil }
    self.init(
      name: name, digest: digest, sourceType: json["source_type"]?.string ?? "",
      source: json["source"]?.string ?? "", schema: json["schema"]?.string, profile: json["profile"]?.string,
      tags: tags)
  }
}

extension Artifact {
  fileprivate var json: JSONValue {
    ["path": .string(path), "sha256": .string(sha256), "bytes": .integer(bytes)]
  }

  fileprivate init?(archived json: JSONValue) {
    guard let path = json["path"]?.string, let sha256 = json["sha256"]?.string, ArchiveName.isDigest(sha256),
      let bytes = json["bytes"]?.integer, bytes >= 0
    else { return nil }
    self.init(path: path, sha256: sha256, bytes: bytes)
  }
}
