import ArgumentParser
import Compute

/// The program: one file per command.
@main
struct Bearing: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "bearing",
    abstract: "A research workbench for learning by feedback connections.",
    discussion: """
      Start the server and open the page it prints:
        bearing serve
      Train one config here, without a server:
        bearing run fc5/fashion-mnist/demo-dkp
      Send one to a server and watch it:
        bearing submit fc5/fashion-mnist/demo-dkp --watch
      """,
    version: version,
    subcommands: [
      Serve.self, WorkerCommand.self, RunCommand.self, Submit.self, Reproduce.self, Presets.self,
      DatasetCommands.self,
      SQLQuery.self, Export.self, Import.self, Bench.self, Doctor.self, SQLWorker.self,
    ])

  static func main() {
    ThreadTeam.tuneWaiting()
    main(nil)
  }
}
