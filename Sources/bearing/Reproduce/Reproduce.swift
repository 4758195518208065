import ArgumentParser
import Datasets
import Files
import Formats
import Foundation
import Logging
import Reproduction
import Tracking
import Training

/// `bearing reproduce fig2|fig3|fig4|table1|table2`: runs what the paper ran, or a stated part of it, and reports.
struct Reproduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run an experiment of the paper and report how it compares.",
    discussion: """
      What the database has already is not trained again, so that a plan that was broken off goes on where it stopped:
        bearing reproduce table1 --trials 3
        bearing reproduce table2 --dry-run
      """)

  @Argument(
    help: ArgumentHelp(
      "What to reproduce: fig2, fig3, fig4, table1, table2; or a search for settings that the paper does not print: fig2-sweep, drtp-sweep.",
      valueName: "study"))
  var study: Study

  @Option(help: "Another dataset than the study's usual one.")
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "What is special about the dataset's files, such as \"JPEG copy\": it stands in the report, and nothing is compared with the paper's numbers.",
      valueName: "words"))
  var datasetNote: String?

  @Option(help: ArgumentHelp("Some of the study's methods. Default: all.", valueName: "m,m,..."))
  var methods: String?

  @Option(help: "Trials of each method. Default: the paper's.")
  var trials: Int?

  @Option(help: "Epochs of each run. Default: the paper's.")
  var epochs: Int?

  @Option(help: "Iterations of each run instead of epochs, to see that it starts.")
  var steps: Int?

  @Option(help: "bf16 for processors that have it; the report says so. Default: f32, as the paper's.")
  var precision: String?

  @Option(help: "Folder of the report. Default: reproduce/STUDY-DATASET here.")
  var out: String?

  @Option(help: "Let this server train. Default: this process does.")
  var server: String?

  @Option(help: "File with the server's token, if it wants one. Default: $BEARING_TOKEN_FILE.")
  var tokenFile: String?

  @Option(help: "Folder of the pages, whose colours the report has. Default: the one beside the program.")
  var webRoot: String?

  @Flag(help: "Print what would be trained and how long that would take, and train nothing.")
  var dryRun = false

  @OptionGroup var dataOptions: DataOptions
  @OptionGroup var threadOptions: ThreadOptions

  @Option(
    help: ArgumentHelp(
      "Runs side by side, which share the cores: auto for as many as there are cores, or a number.",
      valueName: "auto|N"))
  var workers = Workers.auto

  func validate() throws {
    try workers.check(in: 1...Workers.range.upperBound)
    if let trials, !(1...1000).contains(trials) {
      throw ValidationError("--trials must be from 1 to 1000, found \(trials)")
    }
    if let epochs, !(1...100_000).contains(epochs) {
      throw ValidationError("--epochs must be from 1 to 100000, found \(epochs)")
    }
    if let steps, !(1...1_000_000_000).contains(steps) {
      throw ValidationError("--steps must be from 1 to 1000000000, found \(steps)")
    }
    if epochs != nil, steps != nil { throw ValidationError("--epochs or --steps: give one of them") }
  }

  func run() throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var log = Logger(label: "bearing")
    log.logLevel = .warning
    let datasets = dataOptions.datasetLibrary
    let plan = try plan(datasets)
    if server == nil, !dryRun { try checkDataset(plan, datasets) }
    let folder =
      dryRun ? nil : try ReportFolder(out ?? "reproduce/\(study.rawValue)-\(plan.dataset)", webRoot: webRoot)
    let workplace = try Workplace(
      server: server, tokenFile: tokenFile, dataOptions, webRoot: webRoot, threads: threadOptions.count,
      workers: workers.count, log: log)
    do {
      try carryOut(plan, at: workplace, datasets, folder)
    } catch {
      try? workplace.leave()
      throw error
    }
    try workplace.leave()
  }

  private func plan(_ datasets: DatasetLibrary) throws -> StudyPlan {
    var request = StudyPlan.Request()
    request.dataset = dataset
    request.datasetNote = datasetNote
    request.methods = methods?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    request.trials = trials
    request.epochs = epochs
    request.steps = steps
    request.precision = precision
    do {
      return try StudyPlan(study, request, datasets: datasets)
    } catch let error as PlanError {
      throw Failure(error.description)
    } catch let error as ConfigError {
      throw error.forTerminal
    }
  }

  /// - Throws: how to get a dataset that is not here.
  private func checkDataset(_ plan: StudyPlan, _ datasets: DatasetLibrary) throws {
    guard let first = plan.parts.first else { return }
    do {
      _ = try first.config.newJob(datasets: datasets)
    } catch let error as ConfigError {
      throw error.forTerminal
    }
  }

  private func carryOut(
    _ plan: StudyPlan, at workplace: Workplace, _ datasets: DatasetLibrary, _ folder: ReportFolder?
  ) throws {
    var work = try PlanWork(plan, at: workplace)
    let remaining = work.runs.map { runs in runs.missing.count + runs.known.count { !$0.status.isFinal } }
    let estimate = try PlanEstimate(plan, remaining: remaining, at: workplace, datasets: datasets)
    Self.say(PlanText(plan: plan, estimate: estimate, have: plan.runs - remaining.reduce(0, +)).text)
    guard let folder else { return }
    if !work.isDone {
      let stop = StopSignal()
      try work.submit()
      workplace.start()
      var watch = PlanWatch(work, estimate)
      guard try watch.run(until: { stop.hasArrived }) else {
        LockedDatabase.say(
          "stopped; type the same command again to go on"
            + (workplace.own == nil ? ". The server goes on with what is queued" : ""))
        throw ExitCode(130)
      }
      try work.look()
    }
    let report = StudyReport(
      plan, runs: work.runs, command: command, date: Date.now.formatted(.iso8601.year().month().day()),
      ask: workplace.ask)
    try folder.write(try report.report())
    Self.say("report: \(folder.path)/report.html and report.md")
  }

  /// Straight to the descriptor: who waits at the other end of a pipe sees the plan before it is carried out.
  private static func say(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  /// What to type to get the same, without where things are on this machine.
  private var command: String {
    var words = ["bearing reproduce \(study.rawValue)"]
    func add(_ option: String, _ value: String?) {
      if let value { words.append("\(option) " + (value.contains(" ") ? "\"\(value)\"" : value)) }
    }
    add("--dataset", dataset)
    add("--dataset-note", datasetNote)
    add("--methods", methods)
    add("--trials", trials.map(String.init))
    add("--epochs", epochs.map(String.init))
    add("--steps", steps.map(String.init))
    add("--precision", precision)
    return words.joined(separator: " ")
  }
}

extension Study: ExpressibleByArgument {}
