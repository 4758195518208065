import Foundation
import TestSupport

/// A reverse proxy that puts a server below a prefix: `/bearing/api` here is `/api` there, and nothing else is here.
final class PrefixProxy: Sendable {
  let prefix: String
  private let front: FileServer

  /// - Parameter prefix: with a slash in front and none behind.
  init(to server: ServerProcess, below prefix: String) throws {
    self.prefix = prefix
    let port = server.url.port!
    front = try FileServer { request in
      guard request.path.hasPrefix(prefix + "/") else {
        return FileServer.Reply(status: 404, text: "there is nothing outside of \(prefix)/")
      }
      return (try? Self.pass(request, path: String(request.path.dropFirst(prefix.count)), port: port))
        ?? FileServer.Reply(status: 502)
    }
  }

  /// The page's address.
  var url: URL { URL(string: front.url.dropLast() + prefix + "/")! }

  /// What was asked for so far, the prefix included.
  var paths: [String] { front.requests.map(\.path) }

  private static func pass(_ request: FileServer.Request, path: String, port: Int) throws -> FileServer.Reply
  {
    var head = "\(request.method) \(path) HTTP/1.1\r\nConnection: close\r\n"
    for (name, value) in request.headers where name != "connection" { head += "\(name): \(value)\r\n" }
    let answer = try RawHTTP.exchange(Array((head + "\r\n").utf8) + request.body, port: port)
    var reply = FileServer.Reply(status: answer.status)
    let own = ["connection", "content-length"]
    reply.headers = answer.headers.filter { !own.contains($0.key.lowercased()) }
    reply.body = Array(answer.body)
    return reply
  }
}
