import Concurrency
import Dispatch
import Synchronization

/// A few buffers that go round between workers, who fill them, and the consumer, who empties them.
///
/// Batch n of a stream is always in buffer n mod ring size, so the order is fixed whoever is faster.
final class BatchRing: Sendable {
  private struct Slot {
    /// Whether the workers may begin a batch in this buffer.
    var isFree = true
    /// What is in it.
    var label = BatchPlan.Label()
    /// Samples of it that are not written yet.
    var missing = 0
  }

  private struct State {
    var slots: [Slot]
    /// Batches begun, batches filled with all before them, and batches taken since the start.
    var begun = 0
    var filled = 0
    var taken = 0
    var isStopped = false
  }

  private let buffers: [BatchBuffer]
  private let writer: SampleWriter
  /// Those of the run, whose thread has made this.
  private let cores = ThreadCores.current
  private let state: Mutex<State>
  /// Only the workers', so that an epoch's permutation keeps no consumer waiting. Locked before `state`.
  private let plan: Mutex<BatchPlan>
  /// Counts the batches that are filled and not taken.
  private let ready = DispatchSemaphore(value: 0)

  init(_ plan: BatchPlan, writer: SampleWriter, buffers: [BatchBuffer]) {
    self.buffers = buffers
    self.writer = writer
    self.plan = Mutex(plan)
    state = Mutex(State(slots: buffers.map { _ in Slot() }))
  }

  /// Fills free buffers until none is left or the ring is stopped. A worker's part; any number of them may be at it.
  ///
  /// - Parameter scratch: this worker's own.
  func refill(_ scratch: TransformScratch) {
    ThreadPriority.lower()
    cores.bind()
    let values = writer.shape.count
    while let part = claim() {
      let buffer = buffers[part.slot]
      for place in part.places {
        writer.write(
          part.sample(at: place), position: part.position(at: place),
          pixels: buffer.pixels + place * values, label: buffer.labels + place, scratch: scratch)
      }
      finish(part)
    }
  }

  private func claim() -> BatchPlan.Part? {
    plan.withLock { plan in
      if plan.isAtStart {
        guard let slot = begin(plan.label) else { return nil }
        plan.begin(in: slot)
      } else if state.withLock({ $0.isStopped }) {
        return nil
      }
      return plan.nextPart()
    }
  }

  /// The buffer for the next batch, if it is free.
  private func begin(_ label: BatchPlan.Label) -> Int? {
    state.withLock { state in
      let slot = state.begun % buffers.count
      guard state.slots[slot].isFree && !state.isStopped else { return nil }
      state.slots[slot] = Slot(isFree: false, label: label, missing: label.size)
      state.begun += 1
      return slot
    }
  }

  /// Counts a part as written, and every batch as ready that is complete and has only complete ones before it.
  private func finish(_ part: BatchPlan.Part) {
    let complete = state.withLock { state in
      state.slots[part.slot].missing -= part.places.count
      let before = state.filled
      while state.filled < state.begun && state.slots[state.filled % buffers.count].missing == 0 {
        state.filled += 1
      }
      return state.filled - before
    }
    for _ in 0..<complete { ready.signal() }
  }

  /// Waits for the next batch and takes it.
  ///
  /// - Returns: the buffer's number, to be given back with `release`; nil once the ring is stopped.
  func take() -> (slot: Int, batch: BatchPlan.Label)? {
    ready.wait()
    return state.withLock { state in
      guard !state.isStopped else {
        // Passes the wake-up on to whoever else waits, now or later.
        ready.signal()
        return nil
      }
      let slot = state.taken % buffers.count
      state.taken += 1
      return (slot, state.slots[slot].label)
    }
  }

  func buffer(_ slot: Int) -> BatchBuffer { buffers[slot] }

  /// Gives a taken buffer back to the workers, who have to be told to `refill`.
  func release(_ slot: Int) { state.withLock { $0.slots[slot].isFree = true } }

  /// Ends the workers' rounds after the parts in hand and wakes everyone who waits.
  func stop() {
    state.withLock { $0.isStopped = true }
    ready.signal()
  }
}
