import Dispatch
import HTTPServer
import Store
import Training

extension Serve {
  /// Seconds that the requests under way get when the server is told to leave.
  static let requestSeconds = 2

  /// Ends the server and the training side by side, since each takes its time, then closes the data directory.
  ///
  /// - Throws: what kept points from the disk.
  func leave(_ server: Server, _ queue: JobQueue, _ directory: DataDirectory) throws {
    let isServerDone = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      server.stop()
      isServerDone.signal()
    }
    directory.store.writer.waitForNobody()
    queue.stop()
    isServerDone.wait()
    try directory.close()
  }
}
