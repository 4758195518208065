import Foundation
import Synchronization

/// A small HTTP/1.1 server on a real socket that does what a test tells it, broken things included: one request per
/// connection, each answered on a thread of its own.
package final class FileServer: Sendable {
  package struct Request: Sendable {
    package let method: String
    /// With the slash in front.
    package let path: String
    /// Names in lower case.
    package let headers: [String: String]
    /// As many bytes as Content-Length promises.
    package let body: [UInt8]
  }

  package struct Reply: Sendable {
    package var status = 200
    package var headers: [String: String] = [:]
    package var body: [UInt8] = []
    /// The Content-Length to send; the body's own unless set, none at all for a negative one.
    package var declaredLength: Int?
    /// Sends everything, then nothing, until the client gives up.
    package var hangs = false

    package init() {}

    package init(status: Int, headers: [String: String] = [:], text: String = "") {
      self.status = status
      self.headers = headers
      body = Array(text.utf8)
    }

    /// A file as a proper server sends it: all of it or, where asked for and If-Range allows it, its rest.
    package init(_ file: [UInt8], tag: String? = nil, for request: Request) {
      headers["Accept-Ranges"] = "bytes"
      if let tag { headers["ETag"] = tag }
      body = file
      let condition = request.headers["if-range"]
      guard condition == nil || condition == tag, let range = request.headers["range"],
        let start = Int(range.dropFirst("bytes=".count).dropLast())
      else { return }
      guard start < file.count else {
        status = 416
        headers["Content-Range"] = "bytes */\(file.count)"
        body = []
        return
      }
      status = 206
      headers["Content-Range"] = "bytes \(start)-\(file.count - 1)/\(file.count)"
      body = Array(file[start...])
    }

    /// The same, but the connection ends `count` bytes into the body.
    package func cut(after count: Int) -> Reply {
      var reply = self
      reply.declaredLength = body.count
      reply.body = Array(body.prefix(count))
      return reply
    }
  }

  /// `http://127.0.0.1:PORT/`.
  package let url: String
  private let listener: Int32
  private let log: Log

  private final class Log: Sendable {
    let requests = Mutex<[Request]>([])
  }

  /// What has been asked so far.
  package var requests: [Request] { log.requests.withLock { $0 } }

  /// - Parameter answer: called on any thread.
  package init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(listener, name, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, name, &size) == 0
      }
    }
    guard listener >= 0, isListening else {
      throw ProcessError(description: "no socket: \(String(cString: strerror(errno)))")
    }
    self.listener = listener
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
    let log = Log()
    self.log = log
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { break }
        Thread.detachNewThread {
          Self.serve(connection, log, answer)
          close(connection)
        }
      }
      // Here and not in `deinit`: the next server could be given the number of a closed socket while this thread is
      // still about to accept on it, and would be answered for by this one.
      close(listener)
    }
  }

  deinit {
    // Wakes the thread in `accept`, which then closes the socket.
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private static func serve(_ connection: Int32, _ log: Log, _ answer: (Request) -> Reply) {
    guard let request = request(from: connection) else { return }
    log.requests.withLock { $0.append(request) }
    let reply = answer(request)
    var head = "HTTP/1.1 \(reply.status) Told\r\nConnection: close\r\n"
    let length = reply.declaredLength ?? reply.body.count
    if length >= 0 { head += "Content-Length: \(length)\r\n" }
    for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
    send(Array((head + "\r\n").utf8) + reply.body, to: connection)
    var byte: UInt8 = 0
    while reply.hangs, read(connection, &byte, 1) > 0 {}
    shutdown(connection, Int32(SHUT_WR))
    // Until the client has closed, too: closing with bytes unread would reset the connection under its answer.
    while read(connection, &byte, 1) > 0 {}
  }

  private static func request(from connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard read(connection, &byte, 1) == 1 else { return nil }
      bytes.append(byte)
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ").map(String.init)
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        String(line[line.index(after: colon)...]).trimmingCharacters(in: .whitespaces)
    }
    guard let body = body(from: connection, count: headers["content-length"].flatMap(Int.init) ?? 0) else {
      return nil
    }
    return Request(method: words[0], path: words[1], headers: headers, body: body)
  }

  /// nil where the connection ends before.
  private static func body(from connection: Int32, count: Int) -> [UInt8]? {
    var body = [UInt8](repeating: 0, count: count)
    var held = 0
    while held < count {
      let more = body[held...].withUnsafeMutableBytes { read(connection, $0.baseAddress, $0.count) }
      if more <= 0 { return nil }
      held += more
    }
    return body
  }

  private static func send(_ bytes: [UInt8], to connection: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      sent += count
    }
  }
}
