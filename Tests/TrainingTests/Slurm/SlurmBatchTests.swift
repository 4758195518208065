import Foundation
import Testing
import Tracking

@testable import Training

/// What is handed to `sbatch`.
struct SlurmBatchTests {
  private let options = SlurmOptions(
    program: "/opt/bearing/bin/bearing", tokenFile: "/home/me/my token", arguments: ["--account=ml"], cpus: 3,
    logs: "/data/slurm")

  private func waiting(_ id: Int64, job: Int64, threads: Int? = nil) -> WaitingRun {
    WaitingRun(
      run: Run(
        id: id, jobID: job, trial: 1, seed: 1, status: .queued, steps: 1, stepsPerEpoch: 1, threads: threads,
        createdAt: 0), failures: 0, config: "\(job)")
  }

  /// Jobs from 10 on say what they want.
  private func batches(_ runs: [WaitingRun], longest: Int = 1000) -> [SlurmBatch] {
    SlurmBatch.batches(of: runs, options: options, longest: longest) { config, threads in
      let resources =
        Int(config)! < 10 ? Resources() : Resources(threads: 8, memory: 4, partition: "long", timeLimit: 6)
      return (resources, threads * 800_000_000)
    }
  }

  @Test
  func
    `a job's trials are one array, but for those that were begun with other threads, and for what is too long`()
  {
    let runs = [waiting(1, job: 1), waiting(2, job: 2), waiting(3, job: 1), waiting(4, job: 1, threads: 7)]
    let found = batches(runs)
    #expect(found.map(\.runs) == [[1, 3], [2], [4]] && found.map(\.threads) == [3, 3, 7])
    #expect(batches((1...5).map { waiting($0, job: 1) }, longest: 2).map(\.runs) == [[1, 2], [3, 4], [5]])
  }

  @Test func `what a config says comes last and holds, what nobody says is reckoned`() {
    let usual = batches([waiting(5, job: 1)])[0].arguments(options)
    // A quarter more than three threads' 2.4 GB, and what the program takes.
    #expect(
      usual.contains("--mem=3400M") && usual.contains("--cpus-per-task=3") && usual.contains("--array=0-0"))
    #expect(
      usual.contains("--no-requeue") && usual.contains("--signal=B:USR1@120") && usual.last == "--account=ml")
    let asked = batches([waiting(6, job: 10), waiting(7, job: 10)])[0].arguments(options)
    #expect(asked.suffix(4) == ["--account=ml", "--mem=4000M", "--partition=long", "--time=6"])
    #expect(asked.contains("--cpus-per-task=8") && asked.contains("--array=0-1"))
    #expect(asked.filter { $0.hasPrefix("--mem") }.count == 1)
    #expect(asked.contains("--signal=B:USR1@60") && SlurmBatch.lead(ofMinutes: 1) == 10)
  }

  @Test func `its script gives each task its run, and survives a shell`() throws {
    let batch = batches([waiting(41, job: 1), waiting(52, job: 1)])[0]
    let script = batch.script(options, server: "http://head:8080/it's")
      .replacing("exec /opt/bearing/bin/bearing", with: "printf '%s\\n'")
    #expect(script.hasPrefix("#!/bin/sh\n"))
    let shell = Process()
    let (input, output) = (Pipe(), Pipe())
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.environment = ["SLURM_ARRAY_TASK_ID": "1"]
    shell.standardInput = input
    shell.standardOutput = output
    try shell.run()
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try input.fileHandleForWriting.close()
    let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      printed.split(separator: "\n").map(String.init) == [
        "worker", "--server", "http://head:8080/it's", "--threads", "3", "--token-file", "/home/me/my token",
        "--run", "52",
      ])
  }

  @Test func `options are parted as a shell would`() {
    #expect(
      SlurmOptions.arguments(of: #" --account=ml  --comment="a b" --x='c"d' e\ f "" "#) == [
        "--account=ml", "--comment=a b", #"--x=c"d"#, "e f", "",
      ])
    #expect(SlurmOptions.arguments(of: "") == [] && SlurmOptions.arguments(of: "'open") == nil)
    #expect(SlurmOptions.arguments(of: #"end\"#) == nil)
  }
}
