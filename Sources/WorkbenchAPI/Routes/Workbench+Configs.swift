import Formats
import HTTPServer
import Training

extension Workbench {
  /// Ready configs, and what a config may hold.
  var configEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/presets", "listPresets", "Ready configs",
        answers: [
          .ok(
            .object(["presets": .array(of: Self.preset.schema)]),
            "All of them, those whose dataset is installed first")
        ]
      ) { _ in
        let presets = Preset.all.map(listed)
        let sorted = presets.filter(\.isAvailable) + presets.filter { !$0.isAvailable }
        return .json(["presets": .array(sorted.map(Self.preset.json))])
      },
      Endpoint(
        .get, "/api/v1/presets/{name...}", "getPreset", "One ready config",
        parameters: [
          .path("name", .words(Preset.all.map(\.name)), "its name; slashes may be percent-encoded")
        ],
        answers: [.ok(Self.preset.schema, "The preset"), .problem(404, "There is no such preset")]
      ) { request in
        let name = request.parameters["name"] ?? ""
        guard let preset = Preset.named(name) else {
          throw Problem(status: 404, detail: Preset.unknown(name))
        }
        return .json(Self.preset.json(listed(preset)))
      },
      Endpoint(
        .get, "/api/v1/schema/job", "getJobSchema", "The JSON Schema of a config",
        answers: [.ok(.anyObject, "JSON Schema 2020-12")]
      ) { _ in
        .json(JobSchema.schema(datasets: datasets))
      },
    ]
  }

  /// A preset as this server has it.
  private struct ListedPreset {
    let preset: Preset
    let isAvailable: Bool
  }

  private func listed(_ preset: Preset) -> ListedPreset {
    let dataset = preset.config["dataset"]?.string ?? ""
    return ListedPreset(preset: preset, isAvailable: datasets.isInstalled(dataset))
  }

  private static let preset = JSONShape<ListedPreset>(
    named: "Preset",
    [
      JSONField("name", .string) { .string($0.preset.name) },
      JSONField("summary", .string) { .string($0.preset.summary) },
      JSONField("available", .boolean.described("whether its dataset is installed")) {
        .bool($0.isAvailable)
      },
      JSONField("config", .anyObject.described("see JobConfig")) { $0.preset.config },
    ])
}
