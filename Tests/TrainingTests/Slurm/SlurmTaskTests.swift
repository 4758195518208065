import Testing

@testable import Training

/// What Slurm's commands print, as versions 22.05 and later do.
struct SlurmTaskTests {
  @Test func `lines of squeue are tasks of arrays, and jobs that are none`() {
    let text = """
      1|0|PENDING|None|
      1|2|PENDING|Resources|
      1|1|RUNNING|None|n1
      6|N/A|PENDING|Priority|
      7|3|NODE_FAIL|NodeDown|n[1-2]
      slurm_load_jobs error: Unexpected message received
      """
    #expect(
      SlurmTask.tasks(ofQueue: text) == [
        SlurmTask(id: "1_0", state: "PENDING"), SlurmTask(id: "1_2", state: "PENDING", reason: "Resources"),
        SlurmTask(id: "1_1", state: "RUNNING", node: "n1"),
        SlurmTask(id: "6", state: "PENDING", reason: "Priority"),
        SlurmTask(id: "7_3", state: "NODE_FAIL", reason: "NodeDown", node: "n[1-2]"),
      ])
  }

  @Test func `lines of sacct are the same, with who cancelled`() {
    #expect(
      SlurmTask.tasks(ofAccounting: "1_0|CANCELLED by 1000|None|n1\n1_1|COMPLETED||n2\n") == [
        SlurmTask(id: "1_0", state: "CANCELLED", node: "n1"),
        SlurmTask(id: "1_1", state: "COMPLETED", node: "n2"),
      ])
  }

  @Test func `a state is one of waiting, running and over, and only some ends are the run's own`() {
    for state in ["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD"] {
      let task = SlurmTask(id: "1", state: state)
      #expect(task.isWaiting && !task.isOver)
    }
    for state in ["RUNNING", "COMPLETING", "SUSPENDED"] {
      let task = SlurmTask(id: "1", state: state)
      #expect(!task.isWaiting && !task.isOver)
    }
    let ends = [
      "COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "UNKNOWN",
    ]
    for state in ends { #expect(SlurmTask(id: "1", state: state).isOver) }
    #expect(ends.filter { SlurmTask(id: "1", state: $0).isDeath } == ["FAILED", "OUT_OF_MEMORY"])
  }

  @Test func `people read the state, the node and the reason`() {
    let waiting = SlurmTask(id: "12_3", state: "PENDING", reason: "Resources")
    #expect(SlurmExecutor.text(of: waiting) == "waits in Slurm's queue: Resources (job 12_3)")
    let ended = SlurmTask(id: "12_3", state: "NODE_FAIL", reason: "NodeDown", node: "n1")
    #expect(SlurmExecutor.text(of: ended) == "job 12_3 NODE_FAIL on n1: NodeDown")
  }

  @Test func `the settings of a cluster`() {
    let settings = SlurmSettings("MaxArraySize            = 1001\nKillWait                = 30 sec\n\nUP\n")
    #expect(settings["MaxArraySize"] == "1001" && settings["KillWait"] == "30 sec" && settings["UP"] == nil)
  }
}
