extension ConfigReader {
  /// A time such as `2025-11-23T20:08:00.123Z` in seconds since 1970; nil if the key is not there, which is for the
  /// caller to judge, or is no time, which is reported.
  package func time(_ key: String, _ summary: String) -> Double? {
    guard let text = optionalText(key, maxLength: 24, summary) else { return nil }
    // What is not written back as it was read is no day that there is.
    guard let seconds = Timestamp.seconds(text), Timestamp.text(seconds) == text else {
      report(
        key, "expected a time such as 2025-11-23T20:08:00.123Z, found \"\(text)\"",
        expected: "an ISO 8601 time, UTC, with milliseconds", found: text)
      return nil
    }
    return seconds
  }
}
