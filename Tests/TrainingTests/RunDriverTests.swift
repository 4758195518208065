import Concurrency
import Files
import Formats
import Foundation
import Synchronization
import Testing
import TestSupport
import Tracking

@testable import Training

/// The driver on a host that is no store: whatever a worker elsewhere will be, it has no more than this.
@Suite struct RunDriverTests {
  private let tiny: TinyDataset
  private let datasets: DatasetLibrary
  private let log = LogRecorder()

  init() throws {
    tiny = try TinyDataset(training: 200, test: 50)
    datasets = DatasetLibrary(roots: [tiny.root.path])
  }

  private func config(_ changes: JSONValue = [:]) throws -> JobConfig {
    let small: JSONValue = [
      "dataset": "mnist", "network": ["name": "fc5", "width": 32], "method": "dkp", "epochs": 2,
      "batch_size": 30,
    ]
    return try JobConfig(small.overlaid(with: changes), datasets: datasets)
  }

  private func host(
    _ config: Result<JobConfig, any Error>, run id: Int64 = 1, sink: MemoryHost.Sink = MemoryHost.Sink()
  ) -> MemoryHost {
    let run = Run(
      id: id, jobID: 1, trial: 1, seed: 3, status: .running, steps: 14, stepsPerEpoch: 7,
      owner: .worker("test"), createdAt: 0)
    let folder = CheckpointLibrary(data: tiny.root.path + "/data", log: log.logger).folder(of: id)
    return MemoryHost(
      RunLease(run: run, config: config, threads: 2), sink: sink, folder: folder, datasets: datasets,
      log: log.logger)
  }

  private func weights(_ host: MemoryHost) throws -> [String: [UInt32]] {
    let file = try #require(host.folder.newestWeights())
    return try Dictionary(
      file.tensors.map { ($0.name, try file.values(of: $0.name).map(\.bitPattern)) }
    ) { first, _ in first }
  }

  @Test func `it trains a run to its end, with the threads that its lease says`() throws {
    let host = host(.success(try config()))
    #expect(try RunDriver(host).drive() == RunEnd(status: .succeeded))
    #expect(host.ends == [RunEnd(status: .succeeded)])
    #expect(host.threadsAtBegin == [2] && host.hasTrained && host.step == 14)
    #expect(host.folder.newestWeights()?.holdsOnlyWeights == true && host.folder.steps().isEmpty)
    #expect(log.lines.isEmpty)
  }

  @Test(arguments: [3, 7, 10])
  func `told to stop it leaves a checkpoint, and goes on from it to the same points and weights`(step: Int)
    throws
  {
    let config = try config()
    let whole = MemoryHost.Sink()
    let undisturbed = host(.success(config), run: 1, sink: whole)
    _ = try RunDriver(undisturbed).drive()

    let sink = MemoryHost.Sink()
    let first = host(.success(config), run: 2, sink: sink)
    first.stopAt = (step, .pause)
    #expect(try RunDriver(first).drive() == RunEnd(status: .interrupted))
    #expect(first.ends == [RunEnd(status: .interrupted)] && !first.hasTrained)

    let second = host(.success(config), run: 2, sink: sink)
    let found = try #require(second.folder.newest())
    #expect(found.step == step)
    sink.cut(after: found.step)
    second.lease.checkpoint = found
    #expect(try RunDriver(second).drive().status == .succeeded)
    // Not from the beginning, with which the rest would come out the same.
    #expect(second.firstStep == step + 1)
    #expect(whole.points.count > 6)
    #expect(sink.points == whole.points)
    #expect(try weights(second) == weights(undisturbed))
  }

  @Test func `a run that is cancelled ends so`() throws {
    let host = host(.success(try config()))
    host.stopAt = (0, .cancel)
    #expect(try RunDriver(host).drive() == RunEnd(status: .cancelled))
    #expect(host.step == 0 && host.threadsAtBegin.isEmpty)
  }

  @Test func `a run that is cancelled while it stops for a pause ends as its host says`() throws {
    let host = host(.success(try config()))
    host.stopAt = (0, .pause)
    host.cancelsAtTheEnd = true
    #expect(try RunDriver(host).drive() == RunEnd(status: .cancelled))
    #expect(host.ends == [RunEnd(status: .interrupted)])
  }

  @Test func `it waits for what passes: a begin, a series, an end`() throws {
    let host = host(.success(try config(["epochs": nil, "steps": 3])), sink: MemoryHost.Sink(refusals: 2))
    host.beginRefusals = 2
    host.endRefusals = 3
    #expect(try RunDriver(host).drive().status == .succeeded)
    #expect(host.waits.count.withLock { $0 } == 7 && host.ends.count == 1)
  }

  @Test func `a failure is an end, with its reason and the iteration of a loss that is not finite`() throws {
    struct Unreadable: Error, CustomStringConvertible { let description = "the config is in Etruscan" }
    let unread = host(.failure(Unreadable()))
    #expect(try RunDriver(unread).drive() == RunEnd(status: .failed, message: "the config is in Etruscan"))

    let diverging = host(
      .success(try config(["method": "bp", "optimizer": ["learning_rate": 1000]])), run: 2)
    let end = try RunDriver(diverging).drive()
    #expect(end.status == .failed && end.divergedStep != nil && end.message?.hasPrefix("diverged") == true)
    #expect(diverging.ends == [end])
  }

  @Test func `a damaged checkpoint is not gone on from`() throws {
    let config = try config()
    let first = host(.success(config))
    first.stopAt = (5, .pause)
    _ = try RunDriver(first).drive()
    let again = host(.success(try self.config(["network": ["name": "fc5", "width": 16]])))
    again.lease.checkpoint = first.folder.newest()
    #expect(try RunDriver(again).drive().status == .succeeded)
    #expect(again.notes.contains { $0.contains("begins anew") }, "\(again.notes)")
  }

  @Test func `without anybody to take the end the run stays theirs who ask next`() throws {
    let host = host(.success(try config(["epochs": nil, "steps": 3])))
    host.endRefusals = .max
    host.isPatientAtTheEnd = false
    #expect(throws: MemoryHost.Sink.Refusal.self) { try RunDriver(host).drive() }
    #expect(host.ends.isEmpty)
  }
}
