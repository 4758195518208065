import Foundation

/// A TCP connection on which a test says exactly the bytes it wants to.
final class RawClient {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// One response, with its chunks joined.
  struct Message {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    subscript(name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  let descriptor: Int32
  private var received: [UInt8] = []

  /// - Parameters:
  ///   - from: our own address, 127.x.y.z, to be another client than others.
  ///   - receiveBuffer: bytes that the kernel keeps for us; a small number makes a slow reader.
  init(
    port: UInt16, host: String = "127.0.0.1", from: String? = nil, receiveBuffer: Int32? = nil,
    timeout: Int = 20
  ) throws {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0, let entry = list?.pointee else {
      throw Failure(description: "no address \(host)")
    }
    defer { freeaddrinfo(list) }
    descriptor = socket(entry.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
    }
    if let from {
      var own = sockaddr_in()
      own.sin_family = sa_family_t(AF_INET)
      own.sin_addr.s_addr = inet_addr(from)
      _ = withUnsafeBytes(of: &own) {
        bind(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
      }
    }
    var limit = timeval(tv_sec: timeout, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 else {
      // `deinit` closes the descriptor: every property has its value by now.
      throw Failure(description: "cannot connect: \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    Foundation.close(descriptor)
  }

  /// - Returns: how many bytes went out before the server closed; all of them unless it did.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Int {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    return sent
  }

  @discardableResult
  func send(_ text: String) -> Int {
    send(Array(text.utf8))
  }

  /// A whole request with a `Host` and, if there is a body, its length.
  func request(_ method: String, _ target: String, headers: [String] = [], body: String = "") {
    let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
    let lines = ["\(method) \(target) HTTP/1.1", "Host: localhost"] + length + headers
    send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  /// Sends a request and reads its response.
  func ask(
    _ method: String, _ target: String, headers: [String] = [], body: String = ""
  ) throws -> Message {
    request(method, target, headers: headers, body: body)
    return try response(hasBody: method != "HEAD")
  }

  /// Reads one response, or throws when the connection ends within it.
  func response(hasBody: Bool = true) throws -> Message {
    var message = try head()
    if message.status == 100 { message = try head() }
    guard hasBody, message.status != 204, message.status != 304 else { return message }
    if message["Transfer-Encoding"] == "chunked" {
      while let chunk = try chunk() { message.body += chunk }
    } else {
      let length = message["Content-Length"].flatMap { Int($0) }
      message.body = try length.map(take) ?? rest()
    }
    return message
  }

  /// Reads a status line and headers.
  func head() throws -> Message {
    let lines = try line(endingWith: "\r\n\r\n").components(separatedBy: "\r\n")
    let parts = lines[0].split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
      throw Failure(description: "no status line: \(lines[0])")
    }
    let headers = lines.dropFirst().map { line in
      let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(halves[0]), value: halves.last!.trimmingCharacters(in: .whitespaces))
    }
    return Message(status: status, headers: headers, body: [])
  }

  /// Reads one chunk of a chunked body; nil is its end.
  func chunk() throws -> [UInt8]? {
    let text = try line(endingWith: "\r\n")
    guard let size = Int(text, radix: 16) else { throw Failure(description: "no chunk size: \(text)") }
    let bytes = try take(size)
    _ = try line(endingWith: "\r\n")
    return size == 0 ? nil : bytes
  }

  /// Everything until the server closes.
  func rest() -> [UInt8] {
    while fill() {}
    defer { received = [] }
    return received
  }

  /// Whether the server closes without another byte; false if it has said nothing when our patience ends.
  var isClosed: Bool {
    errno = 0
    return received.isEmpty && !fill() && errno != EAGAIN
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while received.count < count {
      guard fill() else { throw Failure(description: "\(received.count) of \(count) bytes, then nothing") }
    }
    defer { received.removeFirst(count) }
    return Array(received.prefix(count))
  }

  private func line(endingWith end: String) throws -> String {
    let end = Array(end.utf8)
    while true {
      if let range = received.firstRange(of: end) {
        defer { received.removeSubrange(..<range.upperBound) }
        return String(decoding: received[..<range.lowerBound], as: UTF8.self)
      }
      guard fill() else {
        throw Failure(description: "the connection ended after \(String(decoding: received, as: UTF8.self))")
      }
    }
  }

  private func fill() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }
}
