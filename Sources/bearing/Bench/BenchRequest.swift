import Dispatch
import Foundation
import FoundationNetworking

/// One GET request, timed from its sending to the last byte of its answer.
final class BenchRequest: @unchecked Sendable {
  private let url: URL
  private let session: URLSession
  private let arrived = DispatchSemaphore(value: 0)
  // Written before `arrived` is signalled, read after.
  private var outcome: (data: Data?, status: Int, error: (any Error)?) = (nil, 0, nil)

  init(_ address: String) throws {
    guard let url = URL(string: address) else { throw Failure("not a URL: \(address)") }
    self.url = url
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    session = URLSession(configuration: configuration)
  }

  /// - Throws: ``Failure`` for anything but a 200.
  func send() throws -> (milliseconds: Double, bytes: Int) {
    let time = ContinuousClock().measure {
      session.dataTask(with: url) { data, response, error in
        self.outcome = (data, (response as? HTTPURLResponse)?.statusCode ?? 0, error)
        self.arrived.signal()
      }.resume()
      arrived.wait()
    }
    guard outcome.status == 200, let data = outcome.data else {
      throw Failure("\(url): answered \(outcome.status)\(outcome.error.map { ", \($0)" } ?? "")")
    }
    return (time / .milliseconds(1), data.count)
  }
}
