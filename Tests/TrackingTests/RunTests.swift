import Testing
import Tracking

struct RunTests {
  @Test(arguments: [(0, 0), (1, 1), (1200, 1), (1201, 2), (2400, 2), (4800, 4)])
  func `the epoch counts from 1 and turns over after its last iteration`(step: Int, epoch: Int) {
    let run = Run(
      id: 1, jobID: 1, trial: 1, seed: 1, status: .running, step: step, steps: 4800, stepsPerEpoch: 1200,
      createdAt: 0)
    #expect(run.epoch == epoch)
  }

  @Test func `a run without iterations in an epoch does not divide by zero`() {
    let run = Run(
      id: 1, jobID: 1, trial: 1, seed: 1, status: .running, step: 3, steps: 3, stepsPerEpoch: 0, createdAt: 0)
    #expect(run.epoch == 3)
  }
}
