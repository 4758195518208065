import Datasets
import Foundation
import HTTPServer
import Logging

/// Whether the server can listen on its port.
struct PortCheck {
  let port: UInt16
  /// Process id of a server that uses the data directory, and then the port too, as a rule.
  let holder: Int32?

  func findings() -> [Finding] {
    do {
      let configuration = Server.Configuration(address: try Address(host: "127.0.0.1", port: port))
      let log = Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() }
      try Server(configuration, logger: log, router: Router()).stop()
      return [.ok("port \(port) is free")]
    } catch {
      if holder != nil { return [.ok("port \(port) is in use, as it is while a server runs")] }
      return [.warn(error.withAdvice, "start the server with another --port")]
    }
  }
}

/// Whether the clock can be right: points do not depend on it, but the times of jobs and what is left to wait do.
struct ClockCheck {
  /// When the newest job was made, in seconds since 1970.
  let newestJob: Double?

  func findings() -> [Finding] {
    let now = Date()
    let advice = "set it, for instance with: timedatectl set-ntp true"
    if let newestJob, newestJob > now.timeIntervalSince1970 + 60 {
      return [.warn("the clock is behind the newest job in the database", advice)]
    }
    // It cannot be earlier than when this program was built.
    var program = stat()
    if stat("/proc/self/exe", &program) == 0, Double(program.st_mtim.tv_sec) > now.timeIntervalSince1970 + 60
    {
      return [.warn("the clock is behind the time when this program was built", advice)]
    }
    return [.ok("the clock says \(ISO8601DateFormatter().string(from: now))")]
  }
}

/// Which datasets there are. That one is missing is no fault as long as another is there.
struct DatasetCheck {
  let roots: [String]

  func findings() -> [Finding] {
    var findings: [Finding] = []
    var isAnyHere = false
    for name in DatasetRegistry.names(roots: roots) {
      do {
        let located = try DatasetRegistry.locate(name, roots: roots)
        _ = try located.described()
        findings.append(.ok("dataset \(name) in \(located.place)"))
        isAnyHere = true
      } catch .notFound(let name, _, _) {
        findings.append(.ok("dataset \(name) is not here; \(Self.advice(name))"))
      } catch {
        findings.append(.fail("dataset \(name) is damaged: \(error)", Self.advice(name)))
      }
    }
    if !isAnyHere {
      findings.append(
        .warn(
          "there is no dataset in \(roots.joined(separator: ", "))",
          "type: apt-get install dataset-fashion-mnist"))
    }
    return findings
  }

  private static func advice(_ name: String) -> String {
    name == "fashion-mnist"
      ? "type: apt-get install dataset-fashion-mnist" : "type: bearing datasets fetch \(name)"
  }
}
