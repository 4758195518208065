/// Why a run is asked to stop before its end.
package enum StopReason: String, Sendable, CaseIterable {
  /// For now: its job was paused, or the process leaves. It will be taken up again.
  case pause
  /// For good.
  case cancel

  /// What becomes of a run that has stopped.
  package var status: Status { self == .cancel ? .cancelled : .interrupted }
}
