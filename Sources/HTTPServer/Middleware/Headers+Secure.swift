extension Headers {
  /// What keeps a browser from doing more with an answer than this server's own pages need: nothing from other
  /// hosts, no frames around them, no guessed types. Inline styles are allowed since chart libraries set them.
  package static let secure: Headers = [
    "Content-Security-Policy":
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; "
      + "base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    // Nothing of an answer stays on a disk unless its handler says so.
    "Cache-Control": "no-store",
  ]
}
