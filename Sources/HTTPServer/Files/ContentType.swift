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
