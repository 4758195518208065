import HTTPServer
import Training

extension Workbench {
  /// `GET /presets`, `GET /presets/{name}` and `GET /schema/job`.
  func addConfigRoutes(to router: inout Router) {
    router.get("/api/v1/presets") { _ in
      .json(["presets": .array(Preset.all.map(Self.json))])
    }
    router.get("/api/v1/presets/{name...}") { request in
      let name = request.parameters["name"] ?? ""
      guard let preset = Preset.named(name) else {
        throw Problem(status: 404, detail: Preset.unknown(name))
      }
      return .json(Self.json(preset))
    }
    router.get("/api/v1/schema/job") { _ in .json(JobSchema.schema(datasets: datasets)) }
  }

  private static func json(_ preset: Preset) -> JSONValue {
    ["name": .string(preset.name), "summary": .string(preset.summary), "config": preset.config]
  }
}
