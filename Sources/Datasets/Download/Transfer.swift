import CCurl
import Files

/// One request of libcurl's: takes a URL's bytes, or the rest of them, into a ``PartialFile``.
final class Transfer {
  /// What came of a request that did not fail.
  enum Outcome: Equatable {
    case complete
    /// The server does not have the rest of *this* file: begin anew, without asking for a rest.
    case cannotContinue
  }

  private let url: String
  private let part: PartialFile
  private let limits: Downloader.Limits
  private let progress: (DownloadProgress) -> Void
  private let shouldStop: () -> Bool
  private let handle: UnsafeMutableRawPointer
  /// libcurl writes its own words on a failure here.
  private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// The byte that the request asked to go on from; 0 for all of the file.
  private let offset: Int
  /// What is known of the bytes before `offset`.
  private let origin: PartOrigin?
  private var hasBegun = false
  private var total: Int?
  /// Why a callback ended the transfer.
  private var failure: DownloadError?
  private var mustRestart = false

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// - Parameter origin: where the bytes in `part` are from; nil to begin anew.
  init(
    _ url: String, into part: PartialFile, continuing origin: PartOrigin?, limits: Downloader.Limits,
    progress: @escaping (DownloadProgress) -> Void, shouldStop: @escaping () -> Bool
  ) throws(DownloadError) {
    guard Self.isReady, let handle = curl_easy_init() else {
      throw .unreachable(url: url, reason: "libcurl did not start")
    }
    self.handle = handle
    self.url = url
    self.part = part
    self.limits = limits
    self.progress = progress
    self.shouldStop = shouldStop
    self.origin = origin
    offset = origin == nil ? 0 : part.size
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(handle)
    message.deallocate()
  }

  /// - Throws: ``DownloadError``; what came until then is in the part.
  func perform() throws(DownloadError) -> Outcome {
    var headers: UnsafeMutablePointer<curl_slist>?
    if let validator = origin?.validator { headers = curl_slist_append(nil, "If-Range: \(validator)") }
    defer { curl_slist_free_all(headers) }
    configure(headers)
    let code = withExtendedLifetime(self) { curl_easy_perform(handle) }
    if mustRestart { return .cannotContinue }
    if let failure { throw failure }
    if code == CURLE_OK {
      // A file of no bytes never came to the write callback.
      if !hasBegun { try begin() }
      if mustRestart { return .cannotContinue }
      return .complete
    }
    if code == CURLE_HTTP_RETURNED_ERROR, status == 416, offset > 0 { return .cannotContinue }
    throw error(code)
  }

  private func configure(_ headers: UnsafeMutablePointer<curl_slist>?) {
    bearing_curl_set_text(handle, CURLOPT_URL, url)
    bearing_curl_set_text(handle, CURLOPT_USERAGENT, "bearing")
    bearing_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    bearing_curl_set_text(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    bearing_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 1)
    bearing_curl_set_long(handle, CURLOPT_MAXREDIRS, limits.redirects)
    bearing_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, limits.connectSeconds)
    bearing_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
    bearing_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, limits.stallSeconds)
    // The body of an error page must not get into the file.
    bearing_curl_set_long(handle, CURLOPT_FAILONERROR, 1)
    // Signals are the program's own.
    bearing_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    bearing_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, message)
    // Not CURLOPT_RESUME_FROM, which fails where a server ignores it; whether it did is seen in `begin`.
    if offset > 0 { bearing_curl_set_text(handle, CURLOPT_RANGE, "\(offset)-") }
    bearing_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
    let context = Unmanaged.passUnretained(self).toOpaque()
    bearing_curl_set_write(
      handle,
      { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
      }, context)
    bearing_curl_set_progress(
      handle,
      { context, _, _, _, _ in
        guard let context else { return 0 }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().report() ? 0 : 1
      }, context)
  }

  // MARK: - Called by libcurl

  /// - Returns: whether to go on.
  private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(DownloadError) {
      if !hasBegun { try begin() }
      if mustRestart { return false }
      do throws(FileError) { try part.append(bytes) } catch { throw DownloadError(error) }
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// - Returns: whether to go on.
  private func report() -> Bool {
    if shouldStop() {
      failure = .stopped(path: part.path, received: part.size)
      return false
    }
    if hasBegun, !mustRestart {
      var speed: curl_off_t = 0
      bearing_curl_get_offset(handle, CURLINFO_SPEED_DOWNLOAD_T, &speed)
      progress(DownloadProgress(received: part.size, total: total, bytesPerSecond: Double(speed)))
    }
    return true
  }

  // MARK: - The answer's head

  /// Decides, once the last answer's head is there, where its body belongs: behind what is in the part, or in its
  /// place.
  private func begin() throws(DownloadError) {
    hasBegun = true
    switch status {
    case 206 where offset > 0:
      guard let range = ContentRange(header("Content-Range") ?? ""), range.first == offset, fits(range) else {
        mustRestart = true
        return
      }
      total = range.total ?? origin?.total
    case 200, 203:
      do throws(FileError) { try part.truncate() } catch { throw DownloadError(error) }
      var length: curl_off_t = -1
      bearing_curl_get_offset(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length)
      total = length < 0 ? nil : Int(length)
      PartOrigin.remove(of: part.path)
      PartOrigin(url: url, validator: validator, total: total).write(of: part.path)
    default:
      throw .status(url: url, code: status)
    }
  }

  /// Whether the rest that is offered is a rest of the file that was begun: the server compared the validator, or
  /// else the lengths have to do.
  private func fits(_ range: ContentRange) -> Bool {
    guard let known = origin?.total, let offered = range.total else { return origin?.validator != nil }
    return known == offered
  }

  private var status: Int {
    var code = 0
    bearing_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &code)
    return code
  }

  private var validator: String? {
    // A weak tag stands for files that mean the same, not for the same bytes.
    if let tag = header("ETag"), tag.hasPrefix("\"") { return tag }
    return header("Last-Modified")
  }

  /// A header of one answer, by default of the last: those of redirects do not count.
  private func header(_ name: String, of request: Int = -1) -> String? {
    var found: UnsafeMutablePointer<curl_header>?
    guard curl_easy_header(handle, name, 0, UInt32(CURLH_HEADER), Int32(request), &found) == CURLHE_OK,
      let value = found?.pointee.value
    else { return nil }
    return String(cString: value)
  }

  private func error(_ code: CURLcode) -> DownloadError {
    let own = String(cString: message)
    let reason = own.isEmpty ? String(cString: curl_easy_strerror(code)) : own
    switch code {
    case CURLE_HTTP_RETURNED_ERROR: return .status(url: url, code: status)
    case CURLE_TOO_MANY_REDIRECTS: return .tooManyRedirects(url: url, limit: limits.redirects)
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
      // The request that was not made counts as the last, so the redirect is one before.
      let redirects = (0...limits.redirects).compactMap { header("Location", of: $0) }
      return .badAddress(redirects.last ?? url)
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(url: url, reason: reason)
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      return .interrupted(url: url, received: part.size, expected: total)
    default: return .unreachable(url: url, reason: reason)
    }
  }
}
