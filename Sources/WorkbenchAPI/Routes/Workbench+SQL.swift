import Formats
import HTTPServer
import Store

extension Workbench {
  var sqlEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/api/v1/sql", "runSQL",
        "One SELECT, read-only: rows as JSON, or as CSV if that is accepted first", pace: .slow,
        body: .json(SQLRequest.schema, example: ["query": "select * from results", "limit": 100]),
        answers: [
          Answer(
            200, "The rows; of CSV `X-Truncated` says whether there are more",
            content: ["application/json": SQLResult.shape.schema, "text/csv": .string]),
          .problem(400, "The query is not right, or too large: the detail says where"),
          .problem(403, "The query does more than read"),
          .problem(408, "The query takes too long: narrow it"),
          .problem(422, "The body has problems"),
        ]
      ) { request in
        try sql.respond(to: SQLRequest(JSONValue(parsing: request.body), accept: request.headers["Accept"]))
      }
    ]
  }
}
