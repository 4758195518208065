import ArgumentParser
import Foundation
import HTTPServer
import Logging
import WorkbenchAPI

extension Serve {
  /// Puts the workbench behind the checks that keep other pages and other machines out, and starts to listen.
  func startServer(_ workbench: Workbench, pages: String, log: Logger) throws -> Server {
    // Without its charts the dashboard still lists and submits jobs, and says what is missing.
    let charts = try? StaticFiles(root: Self.chartFolder)
    if charts == nil {
      log.warning("no charts: \(Self.chartFolder) is missing; type: apt install libjs-dygraphs")
    }
    let router = workbench.router(pages: try StaticFiles(root: pages), charts: charts)
    let address = try Address(host: host, port: port)
    guard address.isLoopback else {
      throw Failure(
        "--host \(host) would open the server to the network, and it has no access control yet; use 127.0.0.1"
      )
    }
    var configuration = Server.Configuration(address: address)
    configuration.bodyLimits = workbench.bodyLimits
    return try Server(
      configuration, logger: log,
      handler: router.behind([HostCheck.loopback, OriginCheck(), JSONCheck()]))
  }
}
