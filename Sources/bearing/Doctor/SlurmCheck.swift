import Foundation
import Training

/// Whether runs can be handed to a Slurm cluster from here.
struct SlurmCheck {
  /// More arguments for `sbatch`.
  let arguments: [String]

  func findings() -> [Finding] {
    let commands = Self.commands()
    guard !commands.contains(where: { $0.level == .fail }) else { return commands }
    let controller = Self.controller()
    guard controller.level != .fail else { return commands + [controller] }
    return commands + [controller] + Self.nodes() + [submission()] + Self.settings() + [Self.program()]
  }

  private static func commands() -> [Finding] {
    ["sbatch", "squeue", "scancel", "scontrol"].map { command in
      do {
        let version = try SlurmCommand.run(command, ["--version"])
        return .ok("\(command): \(version.trimmingCharacters(in: .whitespacesAndNewlines))")
      } catch {
        let isThere = !"\(error)".contains("PATH")
        return .fail(
          "\(error)",
          isThere
            ? "put the cluster's slurm.conf into /etc/slurm, or name it: export SLURM_CONF=FILE"
            : "on Debian type: apt-get install slurm-client")
      }
    }
  }

  private static func controller() -> Finding {
    do {
      let told = try SlurmCommand.run("scontrol", ["ping"])
      if told.contains("is UP") {
        return .ok(
          String(told.split(separator: "\n").first { $0.contains("is UP") } ?? "Slurm's controller answers"))
      }
      return .fail(
        "Slurm's controller does not answer: \(told)", "on its machine type: systemctl status slurmctld munge"
      )
    } catch {
      return .fail(
        "\(error)", "look whether /etc/slurm/slurm.conf is the cluster's, and type: systemctl status munge")
    }
  }

  /// Partitions, and what their nodes are known to have.
  private static func nodes() -> [Finding] {
    let told = (try? SlurmCommand.run("sinfo", ["--noheader", "--format=%P|%a|%l|%D|%c|%m"])) ?? ""
    var findings: [Finding] = []
    for line in told.split(separator: "\n") {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6 else { continue }
      let name =
        fields[0].hasSuffix("*") ? "\(fields[0].dropLast()), the usual one" : fields[0]
      guard fields[1] == "up" else {
        findings.append(
          .warn("partition \(name) is \(fields[1])", "type: scontrol update partition=\(name) state=up"))
        continue
      }
      findings.append(
        .ok(
          "partition \(name): \(fields[3]) node(s) of \(fields[4]) cores and \(fields[5]) MB, time limit \(fields[2])"
        ))
      // What slurm.conf does not say counts as 1 MB.
      if fields[5] == "1" {
        findings.append(
          .warn(
            "the nodes of partition \(name) have no RealMemory in slurm.conf, so every run that asks for memory is refused",
            "set it there, or start the server with --sbatch-args --mem=0"))
      }
    }
    return findings.isEmpty
      ? [.fail("sinfo lists no partition", "ask whoever keeps the cluster; type: sinfo")] : findings
  }

  /// Whether a task would be taken. Nothing is submitted.
  private func submission() -> Finding {
    do {
      let script = "#!/bin/sh\nexit 0\n"
      _ = try SlurmCommand.run("sbatch", ["--test-only", "--no-requeue"] + arguments, input: script)
      return .ok("sbatch would take a task of yours")
    } catch {
      return .fail(
        "a task of yours would not be taken: \(error)",
        "an account, a partition or a limit may have to be named: --sbatch-args \"--account=... --partition=...\""
      )
    }
  }

  private static func settings() -> [Finding] {
    guard let told = try? SlurmCommand.run("scontrol", ["show", "config"]) else { return [] }
    let settings = SlurmSettings(told)
    var findings: [Finding] = [
      .ok(
        "arrays of \(settings["MaxArraySize"] ?? "?") tasks, \(settings["MaxJobCount"] ?? "?") jobs at most")
    ]
    let memory = settings["MinJobAge"] ?? "some minutes"
    findings.append(
      settings["AccountingStorageType"].map { $0.hasSuffix("/none") } == true
        ? .ok(
          "no accounting: what became of a task is known for \(memory) after its end, and a server that is down longer reads it from its runs"
        )
        : .ok("accounting is kept: what became of a task is known for long"))
    if let wait = settings["KillWait"].flatMap({ Int($0.prefix { $0.isNumber }) }), wait < 30 {
      findings.append(
        .warn(
          "KillWait is \(wait) s: a run that is cancelled or preempted has that long to leave a checkpoint",
          "in slurm.conf set KillWait=30 or more; otherwise such a run goes on from its last epoch"))
    }
    return findings
  }

  /// That each node has to have.
  private static func program() -> Finding {
    .ok(
      "each node starts \(Installation.programPath); it and the datasets have to be there, and the server has to be reached"
        + " from there: see docs/more-machines.md")
  }
}
