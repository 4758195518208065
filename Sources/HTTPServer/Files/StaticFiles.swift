import Files
import Foundation

/// The files below one folder.
///
/// A request names a file by decoded path segments. Each is refused when it could mean anything but a plain name;
/// then the file is opened, and what was opened must lie below the root with every link followed, so that neither
/// a `..` in any spelling nor a link leads out. Answers carry an entity tag, and a browser asks every time, except for
/// what a page names with its ``SiteVersion``.
package struct StaticFiles: Sendable {
  /// The folder with every link followed.
  let root: String
  private let versions: SiteVersions

  /// - Throws: ``StaticFilesError`` when there is no folder at `root`.
  package init(root: String) throws(StaticFilesError) {
    guard let real = realpath(root, nil) else { throw .noFolder(path: root) }
    defer { free(real) }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
      throw .noFolder(path: root)
    }
    self.root = String(cString: real)
    versions = SiteVersions(root: self.root)
  }

  /// The file at `segments`, or `index.html` where they end with an empty one. A folder asked for without its
  /// last `/` is redirected to, so that the relative links of its page work.
  ///
  /// - Throws: a 404 ``Problem``, the same for what is missing, unreadable and outside.
  func respond(to request: Request, segments: ArraySlice<String>) throws(Problem) -> Response {
    var segments = segments
    let (folder, version) = SiteVersion.split(segments.first ?? "")
    if version != nil { segments[segments.startIndex] = folder }
    guard let (file, name) = open(segments) else {
      if open(segments + [""]) != nil {
        return Response(status: 308, headers: ["Location": request.path + "/"])
      }
      throw Problem(status: 404, detail: "There is no file at \(request.path).")
    }
    let tag = "\"\(String(file.size, radix: 16))-\(String(file.modified, radix: 16))\""
    // Of a version that is gone, as an old page asks for, it is what is there now, but not for good.
    let isForGood = version != nil && version == versions.lately.text
    let headers: Headers = [
      "ETag": tag, "Cache-Control": isForGood ? "public, max-age=31536000, immutable" : "no-cache",
    ]
    if EntityTag.matches(tag, request.headers.values("If-None-Match")) {
      return Response(status: 304, headers: headers)
    }
    return Response(
      headers: headers.merging(["Content-Type": ContentType.of(fileName: name)]),
      body: .file(file, offset: 0, count: UInt64(file.size)))
  }

  /// The site's page, `index.html`, with the version of its folders.
  ///
  /// - Throws: a 404 ``Problem`` where it is missing.
  func page(for request: Request) throws(Problem) -> Response {
    guard let (file, name) = open([""]), let bytes = try? file.bytes(at: 0, count: file.size) else {
      throw Problem(status: 404, detail: "There is no file at \(request.path).")
    }
    let version = versions.now
    let tag = "\"\(String(file.modified, radix: 16))-\(version.text)\""
    let headers: Headers = ["ETag": tag, "Cache-Control": "no-cache"]
    if EntityTag.matches(tag, request.headers.values("If-None-Match")) {
      return Response(status: 304, headers: headers)
    }
    return Response(
      headers: headers.merging(["Content-Type": ContentType.of(fileName: name)]),
      body: .data(Data(version.page(String(decoding: bytes, as: UTF8.self)).utf8)))
  }

  /// Opens the file at `segments` if they are plain names and lead to a file below the root. A name that begins
  /// with a dot is none: that covers `.` and `..`, and keeps `.git` and the like from being served.
  private func open(_ segments: ArraySlice<String>) -> (file: OpenFile, name: String)? {
    var names = Array(segments)
    if names.last == "" { names[names.count - 1] = "index.html" }
    let arePlain = names.allSatisfy { name in
      !name.isEmpty && !name.hasPrefix(".") && !name.utf8.contains { "/\\\0".utf8.contains($0) }
    }
    guard arePlain, let name = names.last else { return nil }
    guard let file = try? OpenFile(path: ([root] + names).joined(separator: "/")),
      let place = file.realPath, place.hasPrefix(root == "/" ? "/" : root + "/")
    else { return nil }
    return (file, name)
  }
}

/// Why a folder cannot be served.
package enum StaticFilesError: Error, Equatable, CustomStringConvertible {
  case noFolder(path: String)

  package var description: String {
    switch self {
    case .noFolder(let path): "there is no readable folder at \(path) to serve files from"
    }
  }
}

/// What a file holds, by its name.
enum ContentType {
  private static let types = [
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "mjs": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
  ]

  /// - Returns: a type that a browser saves and does not run for a name with an unknown ending.
  static func of(fileName: String) -> String {
    let ending = fileName.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last ?? ""
    return types[ending.lowercased()] ?? "application/octet-stream"
  }
}
