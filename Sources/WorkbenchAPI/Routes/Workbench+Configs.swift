import HTTPServer
import Training

extension Workbench {
  /// Ready configs, and what a config may hold.
  var configEndpoints: [Endpoint] {
    [
      Endpoint(.get, "/api/v1/presets", "listPresets", "Ready configs") { _ in
        .json(["presets": .array(Preset.all.map(Self.json))])
      },
      Endpoint(.get, "/api/v1/presets/{name...}", "getPreset", "One ready config") { request in
        let name = request.parameters["name"] ?? ""
        guard let preset = Preset.named(name) else {
          throw Problem(status: 404, detail: Preset.unknown(name))
        }
        return .json(Self.json(preset))
      },
      Endpoint(.get, "/api/v1/schema/job", "getJobSchema", "The JSON Schema of a config") { _ in
        .json(JobSchema.schema(datasets: datasets))
      },
    ]
  }

  private static func json(_ preset: Preset) -> JSONValue {
    ["name": .string(preset.name), "summary": .string(preset.summary), "config": preset.config]
  }
}
