/// One task of an array as `squeue` or `sacct` tells of it.
struct SlurmTask: Equatable {
  /// `1234_5`.
  var id: String
  /// `PENDING`.
  var state: String
  /// nil for none.
  var reason: String?
  /// nil before it has one.
  var node: String?

  /// For `squeue --format`.
  static let format = "%F|%K|%T|%r|%N"

  /// - Parameter text: lines of ``format``; what is no such line is passed over.
  static func tasks(ofQueue text: String) -> [SlurmTask] {
    text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 5, Int(fields[0]) != nil else { return nil }
      return SlurmTask(
        id: fields[1] == "N/A" ? fields[0] : "\(fields[0])_\(fields[1])", state: fields[2],
        reason: word(fields[3]), node: word(fields[4]))
    }
  }

  /// For `sacct --parsable2 --format`.
  static let accountingFormat = "JobID,State,Reason,NodeList"

  /// - Parameter text: lines of ``accountingFormat``.
  static func tasks(ofAccounting text: String) -> [SlurmTask] {
    text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      // "CANCELLED by 1000".
      guard fields.count >= 4, let state = fields[1].split(separator: " ").first else { return nil }
      return SlurmTask(
        id: fields[0], state: String(state), reason: word(fields[2]), node: word(fields[3]))
    }
  }

  private static func word(_ text: String) -> String? {
    ["", "None", "(null)", "None assigned"].contains(text) ? nil : text
  }

  /// Whether it will not run any more.
  var isOver: Bool { Self.ends.contains(state) }

  /// Whether it waits for its turn.
  var isWaiting: Bool { Self.waits.contains(state) }

  /// Whether the run itself may be why it ended: it has taken its process with it.
  var isDeath: Bool { ["FAILED", "OUT_OF_MEMORY"].contains(state) }

  /// Job states of Slurm 22.05 and later (squeue(1), "JOB STATE CODES") that last.
  private static let ends: Set = [
    "COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "BOOT_FAIL",
    "DEADLINE", "REVOKED", Self.lost,
  ]
  private static let waits: Set = [
    "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT",
  ]

  /// Of our own: nobody knows of it any more.
  static let lost = "UNKNOWN"
}
