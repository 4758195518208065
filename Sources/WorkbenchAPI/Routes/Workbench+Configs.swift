import Formats
import HTTPServer
import Training

extension Workbench {
  /// Ready configs, and what a config may hold.
  var configEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/presets", "listPresets", "Ready configs",
        answers: [.ok(.object(["presets": .array(of: Self.preset.schema)]), "All of them")]
      ) { _ in
        .json(["presets": .array(Preset.all.map(Self.preset.json))])
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
        return .json(Self.preset.json(preset))
      },
      Endpoint(
        .get, "/api/v1/schema/job", "getJobSchema", "The JSON Schema of a config",
        answers: [.ok(.anyObject, "JSON Schema 2020-12")]
      ) { _ in
        .json(JobSchema.schema(datasets: datasets))
      },
    ]
  }

  private static let preset = JSONShape<Preset>(
    named: "Preset",
    [
      JSONField("name", .string) { .string($0.name) },
      JSONField("summary", .string) { .string($0.summary) },
      JSONField("config", .anyObject.described("see JobConfig")) { $0.config },
    ])
}
