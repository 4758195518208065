/// How far a download has come.
package struct DownloadProgress: Sendable, Equatable {
  /// Bytes of the file that are here, those of earlier tries included.
  package var received: Int
  /// Bytes of the whole file, if the server says.
  package var total: Int?
  /// Mean over this try, in bytes per second.
  package var bytesPerSecond: Double
}
