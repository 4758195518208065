import Foundation

/// Waits for something that other threads bring about: the one place where tests look again and again.
///
/// - Parameters:
///   - seconds: how long at most.
///   - condition: asked every few milliseconds.
/// - Returns: false if it did not come true in time.
package func eventually(within seconds: Double = 20, _ condition: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < end {
    if try condition() { return true }
    usleep(5_000)
  }
  return try condition()
}
