/// When a server of a soak is made to end.
enum SoakMoment: String, CaseIterable {
  /// Before it says that it is there.
  case startUp = "during start-up"
  /// While it trains, any time.
  case training = "while it trained"
  /// When a checkpoint has begun and has no name yet.
  case checkpoint = "while a checkpoint was written"
  /// As soon as a job's 201 has come.
  case acknowledgement = "right after a 201"
  /// By SIGTERM while it trains; all others by SIGKILL.
  case request = "by SIGTERM"
}
