import Tracking

/// How the server does, as ``Health`` writes it.
extension Schema {
  private static let count = integer(0 ... .max)

  static let health = component(
    "Health",
    .object(
      [
        "status": words(["ok"]), "version": string, "uptime_seconds": number, "jobs": byStatus,
        "runs": byStatus, "points_written": count.described("since the start"), "points_per_second": number,
        "points_waiting": count.described("not on disk yet"), "database_bytes": count, "wal_bytes": count,
        "connections": count, "requests": map(of: count).described("answers by class: 2xx"),
        "slow_requests": count.described("cut off because they took too long"),
        "stale_after_seconds": number.orNull.described(
          "of silence after which a run that is trained elsewhere is interrupted; null for never"),
        "resident_bytes": count, "open_files": count,
      ],
      optional: [
        "version", "uptime_seconds", "jobs", "runs", "points_written", "points_per_second", "points_waiting",
        "database_bytes", "wal_bytes", "connections", "requests", "slow_requests", "stale_after_seconds",
        "resident_bytes", "open_files",
      ]))

  private static let byStatus = map(of: count).described("how many of each status")
}
