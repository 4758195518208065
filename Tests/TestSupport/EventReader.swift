import Foundation

/// A reader of server-sent events over a socket of its own, which takes no more than it is asked to.
package final class EventReader {
  /// One event, or a comment: its text is then in `comment`.
  package struct Event: Sendable {
    package var name = ""
    package var id: String?
    package var data = ""
    package var comment: String?

    package func json() throws -> JSONTree { try JSONTree(Data(data.utf8)) }
  }

  private let descriptor: Int32
  private var bytes = Data()
  private var body = Data()
  /// Whether the last chunk has come.
  private var isEnded = false

  /// The answer's head.
  package private(set) var head = ""

  /// Asks for `target` and reads the answer's head.
  ///
  /// - Parameter receiveBuffer: of the socket, in bytes; nil for the system's.
  package init(_ target: String, port: Int, headers: [String: String] = [:], receiveBuffer: Int32? = nil)
    throws
  {
    let fields = headers.map { "\($0): \($1)\r\n" }.joined()
    let request = "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(fields)\r\n"
    descriptor = try RawHTTP.open(port: port, Array(request.utf8), receiveBuffer: receiveBuffer)
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    while true {
      if let end = bytes.range(of: Data("\r\n\r\n".utf8)) {
        head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        bytes.removeSubrange(..<end.upperBound)
        return
      }
      guard receive() else { throw ProcessError(description: "no answer to \(target)") }
    }
  }

  deinit { close(descriptor) }

  /// The next event or comment; nil when the stream has ended or nothing came for a minute.
  package func next() -> Event? {
    while true {
      if let end = body.range(of: Data("\n\n".utf8)) {
        let text = String(decoding: body[..<end.lowerBound], as: UTF8.self)
        body.removeSubrange(..<end.upperBound)
        return Self.event(text)
      }
      guard takeChunk() || !isEnded && receive() else { return nil }
    }
  }

  /// The next event of this name.
  package func next(_ name: String) throws -> Event {
    while let event = next() { if event.name == name { return event } }
    throw ProcessError(description: "the stream ended without an event \"\(name)\"")
  }

  /// Whether the server has broken the connection, or ended the stream, once everything that was sent is read.
  package func isOver() -> Bool {
    while next() != nil {}
    return true
  }

  private static func event(_ text: String) -> Event {
    var event = Event()
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
      switch parts[0] {
      case "": event.comment = String(value)
      case "event": event.name = String(value)
      case "id": event.id = String(value)
      case "data": event.data = String(value)
      default: event.comment = String(line)
      }
    }
    return event
  }

  /// Moves a whole chunk of the transfer encoding to the body.
  private func takeChunk() -> Bool {
    guard let line = bytes.range(of: Data("\r\n".utf8)),
      let count = Int(String(decoding: bytes[bytes.startIndex..<line.lowerBound], as: UTF8.self), radix: 16),
      bytes.endIndex - line.upperBound >= count + 2
    else { return false }
    isEnded = count == 0
    guard !isEnded else {
      bytes = Data()
      return false
    }
    body += bytes[line.upperBound..<line.upperBound + count]
    bytes.removeSubrange(..<(line.upperBound + count + 2))
    return true
  }

  private func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return false }
    bytes.append(contentsOf: buffer.prefix(count))
    return true
  }
}
