import Compute
import Dispatch
import Synchronization

/// A few buffers that go round between one worker, which fills them, and the consumer, who empties them.
///
/// Batch n of a stream is always in buffer n mod ring size, so the order is fixed whoever is faster.
final class BatchRing: Sendable {
  private struct State {
    /// Per buffer: whether the worker may fill it.
    var isFree: [Bool]
    /// Per buffer: what is in it.
    var labels: [BatchAssembler.Label]
    /// Batches filled and batches taken since the start.
    var filled = 0
    var taken = 0
    var isStopped = false
  }

  private let buffers: [BatchBuffer]
  private let state: Mutex<State>
  /// Only the worker's; the lock is there to say so to the compiler.
  private let assembler: Mutex<BatchAssembler>
  /// Counts the batches that are filled and not taken.
  private let ready = DispatchSemaphore(value: 0)

  init(_ assembler: BatchAssembler, buffers: [BatchBuffer]) {
    self.buffers = buffers
    self.assembler = Mutex(assembler)
    state = Mutex(
      State(
        isFree: buffers.map { _ in true }, labels: buffers.map { _ in BatchAssembler.Label() }))
  }

  /// Fills free buffers until none is left or the ring is stopped. The worker's part.
  func refill() {
    ThreadPriority.lower()
    assembler.withLock { assembler in
      while let slot = slotToFill() {
        let label = assembler.fill(buffers[slot])
        state.withLock { state in
          state.isFree[slot] = false
          state.labels[slot] = label
          state.filled += 1
        }
        ready.signal()
      }
    }
  }

  private func slotToFill() -> Int? {
    state.withLock { state in
      let slot = state.filled % buffers.count
      return state.isFree[slot] && !state.isStopped ? slot : nil
    }
  }

  /// Waits for the next batch and takes it.
  ///
  /// - Returns: the buffer's number, to be given back with `release`; nil once the ring is stopped.
  func take() -> (slot: Int, batch: BatchAssembler.Label)? {
    ready.wait()
    return state.withLock { state in
      guard !state.isStopped else {
        // Passes the wake-up on to whoever else waits, now or later.
        ready.signal()
        return nil
      }
      let slot = state.taken % buffers.count
      state.taken += 1
      return (slot, state.labels[slot])
    }
  }

  func buffer(_ slot: Int) -> BatchBuffer { buffers[slot] }

  /// Gives a taken buffer back to the worker, who has to be told to `refill`.
  func release(_ slot: Int) { state.withLock { $0.isFree[slot] = true } }

  /// Ends the worker's round after the batch in hand and wakes everyone who waits.
  func stop() {
    state.withLock { $0.isStopped = true }
    ready.signal()
  }
}
