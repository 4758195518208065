import Glibc

/// What the system says of the processor.
package enum ProcessorInfo {
  /// The lines of `/proc/cpuinfo`; none where there is no such file.
  static let lines: [Substring] = {
    guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
    defer { fclose(file) }
    var text = ""
    var buffer = [CChar](repeating: 0, count: 4096)
    // The first processor's entry is enough: they are all alike.
    while fgets(&buffer, Int32(buffer.count), file) != nil, buffer[0] != 10 {
      text += String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return text.split(separator: "\n")
  }()

  /// The processor's name, as it calls itself.
  package static let name: String = {
    let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    return name.map { String($0.drop { $0 == " " }) } ?? "unknown processor"
  }()
}
