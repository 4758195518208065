import Archives
import Files
import Formats
import HTTPServer
import Store
import Tracking
import Training

extension Workbench {
  var archiveEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/jobs/{id}/archive", "getArchive",
        "A job as one file: config, runs, every stored point, the newest weights", pace: .slow,
        parameters: [.id(of: "job")],
        answers: [
          .file("application/x-tar", .bytes, "A tar, which `bearing import` reads"),
          .problem(404, "There is no such job"), .problem(507, "The server's disk has no room for it"),
        ]
      ) { request in
        try archive(of: request.identifier("id", of: "job"))
      }
    ]
  }

  private func archive(of id: Int64) throws -> Response {
    let archiver = JobArchiver(
      store: store, weights: queue.checkpoints, program: "bearing \(versions["bearing"] ?? "")")
    do {
      // A file without a name by the time that the kernel sends it: it is gone with the answer.
      let file = try archiver.withArchive(of: id) { try? OpenFile(path: $0) }
      guard let file else {
        throw Problem(status: 507, detail: "The archive of job \(id) cannot be read back.")
      }
      return Response(
        headers: [
          "Content-Type": "application/x-tar",
          "Content-Disposition": "attachment; filename=\"job-\(id).tar\"",
        ], body: .file(file, offset: 0, count: UInt64(file.size)))
    } catch FileError.unwritable(_, let reason) {
      throw Problem(status: 507, detail: Self.noRoom(for: "archive of job \(id)", reason))
    }
  }

  /// - Parameter what: cannot be written beside the checkpoints.
  static func noRoom(for what: String, _ reason: FileError.Reason) -> String {
    "The \(what) cannot be written to the server's disk: \(reason); make room in its data directory."
  }
}
