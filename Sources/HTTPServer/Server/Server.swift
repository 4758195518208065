import CMicroHTTPD
import Foundation
import Logging
import Synchronization

/// An HTTP/1.1 server that listens from its creation until ``stop()``.
package final class Server: Sendable {
  /// The port it listens on: the real one, also when the address left it open.
  package let port: UInt16

  /// `http://host:port`.
  package let url: String

  private let site: Site
  private let daemon: Mutex<Daemon?>
  private let timer: RepeatingTimer

  /// Starts to listen.
  ///
  /// - Parameter router: its handlers are called on several threads at a time; each may block as its ``Pace`` says.
  /// - Throws: ``ServerError``.
  package init(
    _ configuration: Configuration, logger: Logger, router: Router
  ) throws(ServerError) {
    let socket = try ListeningSocket(configuration.address)
    port = socket.port
    url = configuration.address.url(port: socket.port)
    site = Site(limits: configuration, router: router, logger: logger)
    daemon = Mutex(try Daemon(site: site, socket: socket))
    timer = site.connections.startTimer()
  }

  deinit {
    stop()
  }

  /// Stops listening, ends the open streams, lets the requests under way finish for as long as the configuration
  /// says, and closes every connection. Returns when all of the server's threads have ended, but for handlers that are
  /// still at work by then, whose answers nobody waits for; may be called again.
  ///
  /// - Warning: a handler that calls this waits for itself.
  package func stop() {
    daemon.withLock { daemon in
      guard let running = daemon else { return }
      daemon = nil
      site.stopStreams()
      running.closeListener()
      if site.requests.wait(timeout: .now() + .seconds(site.limits.stopTimeout)) == .timedOut {
        site.logger.warning("requests were still open after \(site.limits.stopTimeout) s and were cut off")
      }
      site.abandonCalls()
      running.stop()
      timer.cancel()
    }
  }

  /// The version of libmicrohttpd in use, for example "0.9.75".
  package static var libraryVersion: String {
    String(cString: MHD_get_version())
  }
}

/// Why a server cannot start. What to do about it, whoever starts it knows.
package enum ServerError: Error, Equatable, CustomStringConvertible {
  case unknownHost(String, reason: String)
  case cannotListen(host: String, port: UInt16, reason: String)
  case cannotStart(host: String, port: UInt16)

  package var description: String {
    switch self {
    case .unknownHost(let host, let reason):
      "the host \"\(host)\" is unknown (\(reason))"
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host) port \(port): \(reason)"
    case .cannotStart(let host, let port):
      "the HTTP library refused to start on \(host) port \(port); its log line above says why"
    }
  }
}
