import Foundation

/// HTTP written byte by byte. Nothing tidies a request up on its way, and answers are read that URLSession on Linux
/// stumbles over (chromedriver leaves out the blank after a header's colon).
package enum RawHTTP {
  /// Sends one request to 127.0.0.1 and reads the answer to its end.
  ///
  /// - Parameter target: sent as it is.
  /// - Throws: ``ProcessError`` when nobody listens, or an answer that is not HTTP.
  package static func send(
    _ method: String = "GET", _ target: String, port: Int, body: Data? = nil
  ) throws -> (status: Int, body: Data) {
    var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
    if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
    let answer = try exchange(Array((head + "\r\n").utf8) + Array(body ?? Data()), port: port)
    return (answer.status, answer.body)
  }

  /// Sends exactly these bytes and reads one answer.
  ///
  /// - Throws: ``ProcessError`` as above.
  package static func exchange(_ request: [UInt8], port: Int) throws -> HTTPAnswer {
    let descriptor = try open(port: port, request)
    defer { close(descriptor) }
    return try parse(readAnswer(from: descriptor))
  }

  /// Connects, sends exactly these bytes, and leaves it at that.
  ///
  /// - Parameter receiveBuffer: of the socket, in bytes; nil for the system's.
  /// - Returns: the socket, for the caller to close.
  /// - Throws: ``ProcessError`` when nobody listens.
  package static func open(port: Int, _ request: [UInt8], receiveBuffer: Int32? = nil) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      throw ProcessError(description: "nobody listens on port \(port)")
    }
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      sent += count
    }
    return descriptor
  }

  /// Reads until the promised length is there or the connection ends.
  private static func readAnswer(from descriptor: Int32) -> Data {
    var answer = Data()
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return answer }
      answer.append(contentsOf: buffer.prefix(count))
      guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else { continue }
      let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
      guard let match = head.firstMatch(of: /(?i)content-length: *(\d+)/), let length = Int(match.1) else {
        continue
      }
      if answer.count - end.upperBound >= length { return answer }
    }
  }

  private static func parse(_ answer: Data) throws -> HTTPAnswer {
    guard let end = answer.range(of: Data("\r\n\r\n".utf8)),
      let match = String(decoding: answer[..<end.lowerBound], as: UTF8.self).firstMatch(
        of: /^HTTP\/1\.1 (\d+)/),
      let status = Int(match.1)
    else {
      throw ProcessError(
        description: "not an HTTP answer: \(String(decoding: answer.prefix(100), as: UTF8.self))")
    }
    let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
      .dropFirst()
    var headers: [String: String] = [:]
    for line in lines {
      let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      if halves.count == 2 {
        headers[String(halves[0])] = halves[1].trimmingCharacters(in: .whitespaces)
      }
    }
    return HTTPAnswer(status: status, headers: headers, body: answer[end.upperBound...])
  }
}
