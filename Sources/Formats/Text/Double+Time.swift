import Foundation

extension Double {
  /// So many seconds for people, with the parts that say something: `8 s`, `3 min 05 s`, `2 h 10 min`. What is below zero is
  /// none; what nobody can wait for, or is no number, is "unknown".
  package var timeWords: String {
    guard self < 1e12 else { return "unknown" }
    let total = Int(Swift.max(0, self).rounded())
    if total < 60 { return "\(total) s" }
    if total < 3600 { return "\(total / 60) min \(String(format: "%02d", total % 60)) s" }
    return "\(total / 3600) h \(total % 3600 / 60) min"
  }
}
