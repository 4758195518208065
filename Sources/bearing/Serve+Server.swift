import ArgumentParser
import Foundation
import HTTPServer
import Logging
import WorkbenchAPI

extension Serve {
  /// Puts the workbench behind the checks that keep other pages and other machines out, and starts to listen.
  func startServer(_ workbench: Workbench, pages: String, basePath: BasePath = .none, log: Logger) throws
    -> Server
  {
    // Without its charts the dashboard still lists and submits jobs, and says what is missing.
    let charts = try? StaticFiles(root: Self.chartFolder)
    if charts == nil {
      log.warning("no charts: \(Self.chartFolder) is missing; type: apt install libjs-dygraphs")
    }
    let router = workbench.router(pages: try StaticFiles(root: pages), charts: charts)
    let address = try Address(host: host, port: port)
    let token = try tokenFile.map { try AccessToken(file: DataOptions.absolute($0)) }
    guard address.isLoopback || token != nil else {
      throw Failure(
        "--host \(host) opens the server to the network, so it needs a token. Type:\n"
          + "  \(AccessTokenError.recipe("token"))\n  bearing serve --host \(host) --token-file token\n"
          + "or stay on 127.0.0.1 and come through ssh -L 8080:127.0.0.1:8080")
    }
    var configuration = Server.Configuration(address: address)
    configuration.basePath = basePath
    configuration.bodyLimits = workbench.bodyLimits
    configuration.pace = Workbench.pace
    configuration.stopTimeout = Self.requestSeconds
    configuration.statistics = workbench.traffic
    configuration.gate = [HostCheck(listeningOn: address, more: allowHost), OriginCheck()]
    if let token { configuration.gate.append(TokenCheck(token)) }
    return try Server(configuration, logger: log, handler: router.behind([JSONCheck()]))
  }
}
