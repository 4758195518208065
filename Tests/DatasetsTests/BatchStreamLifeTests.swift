import Datasets
import Dispatch
import Foundation
import Synchronization
import Testing
import TestSupport

/// Threads, stopping and memory of ``BatchStream``.
@Suite struct BatchStreamLifeTests {
  @Test func `streams side by side give what each gives alone, whatever the timing`() throws {
    let split = NumberedSamples.split(997)
    let alone = try (0..<4).map { seed in
      NumberedSamples.take(60, from: try BatchStream(split, batchSize: 32, seed: UInt64(seed)))
    }
    let together = Mutex<[Int: [NumberedSamples.Content]]>([:])
    DispatchQueue.concurrentPerform(iterations: 4) { seed in
      guard let stream = try? BatchStream(split, batchSize: 32, seed: UInt64(seed)) else { return }
      let taken = (0..<60).compactMap { i in
        stream.withNext { batch in
          if (i + seed) % 7 == 0 { usleep(1000) }
          return NumberedSamples.content(batch)
        }
      }
      together.withLock { $0[seed] = taken }
    }
    for seed in 0..<4 { #expect(together.withLock { $0[seed] } == alone[seed]) }
  }

  @Test func `two consumers of one stream get every batch once`() throws {
    let stream = try BatchStream(NumberedSamples.split(500), batchSize: 5, seed: 8)
    let taken = Mutex<[NumberedSamples.Content]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      let mine = NumberedSamples.take(50, from: stream)
      taken.withLock { $0 += mine }
    }
    let all = taken.withLock { $0.sorted { $0.index < $1.index } }
    #expect(all.map(\.index) == Array(0..<100))
    #expect(all.flatMap(\.samples).sorted() == Array(0..<500))
  }

  @Test func `after a stop there are no more batches, for anyone, ever`() throws {
    let stream = try BatchStream(NumberedSamples.split(100), batchSize: 10)
    #expect(NumberedSamples.take(3, from: stream).count == 3)
    stream.stop()
    stream.stop()
    for _ in 0..<3 { #expect(stream.withNext { _ in true } == nil) }
  }

  @Test func `a stop wakes all who wait, and leaves the batches in use alone`() throws {
    let stream = try BatchStream(NumberedSamples.split(100), batchSize: 10, shuffle: false, buffers: 2)
    let ended = DispatchSemaphore(value: 0)
    let kept = stream.withNext { first in
      stream.withNext { second in
        // Both buffers are in use, so these two can only wait.
        for _ in 0..<2 {
          Thread.detachNewThread {
            if stream.withNext({ _ in true }) == nil { ended.signal() }
          }
        }
        #expect(ended.wait(timeout: .now() + 0.1) == .timedOut)
        stream.stop()
        for _ in 0..<2 { #expect(ended.wait(timeout: .now() + 30) == .success) }
        return NumberedSamples.content(first).samples + NumberedSamples.content(second).samples
      }
    }
    #expect(kept == Array(0..<20))
  }

  @Test func `streams dropped at any point of an epoch leave no memory and no threads behind`() throws {
    // 400 streams x 3 buffers x 1 MB: 1.2 GB if they stayed. Half of that is far above what the tests that run at
    // the same time may take.
    let shape = SampleShape(channels: 1, height: 512, width: 512)
    let split = DatasetSplit(
      shape: shape, images: .init(repeating: 3, count: 8 * shape.count), labels: .init(repeating: 0, count: 8)
    )
    let before = try Self.status()
    for i in 0..<400 {
      let stream = try BatchStream(split, batchSize: 1)
      for _ in 0..<i % 4 { _ = stream.withNext { $0.size } }
      if i % 3 == 0 { stream.stop() }
    }
    #expect(
      try Self.settles { $0.kilobytes < before.kilobytes + 600_000 && $0.threads < before.threads + 100 })
  }

  @Test func `a stream that nobody reads holds no thread`() throws {
    let before = try Self.status()
    let streams = try (0..<200).map { try BatchStream(NumberedSamples.split(20), batchSize: 5, seed: $0) }
    for stream in streams { #expect(NumberedSamples.take(1, from: stream).count == 1) }
    #expect(try Self.settles { $0.threads < before.threads + 100 })
    #expect(streams.count == 200)
  }

  @Test func `the worker's thread is nicer than the one that waits for it`() throws {
    let stream = try BatchStream(NumberedSamples.split(20), batchSize: 5)
    #expect(NumberedSamples.take(3, from: stream).count == 3)
    let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
    let nice = tasks.compactMap { task -> Int? in
      // A thread may have ended since.
      guard let stat = try? String(contentsOfFile: "/proc/self/task/\(task)/stat", encoding: .utf8),
        let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 16
      else { return nil }
      return Int(fields[16])
    }
    #expect(nice.contains { $0 >= 10 })
  }

  /// Whether `condition` comes true in time. What queues have in hand ends a little after its last reference, and
  /// Dispatch keeps idle threads for some seconds.
  private static func settles(_ condition: (Status) -> Bool) throws -> Bool {
    try eventually(within: 30) { try condition(status()) }
  }

  private typealias Status = (kilobytes: Int, threads: Int)

  /// This process's resident memory and number of threads.
  private static func status() throws -> Status {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    func number(_ key: String) -> Int {
      let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") } ?? ""
      return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? -1
    }
    return (number("VmRSS"), number("Threads"))
  }
}
