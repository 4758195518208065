import Foundation
import TestSupport

/// The commands with their options, made of what `--experimental-dump-help` prints: what `--help` is made of.
struct CommandTables {
  struct Command {
    /// `["datasets", "fetch"]`.
    var words: [String]
    var help: JSONTree

    /// Every option with its dashes, those that each command has included.
    var options: [String] {
      help["arguments"].list.flatMap { $0["names"].list.map(CommandTables.dashed) }
    }
  }

  let commands: [Command]

  init() throws {
    let run = try CommandRun(["--experimental-dump-help"])
    guard run.status == 0 else { throw ProcessError(description: run.errors) }
    commands = Self.commands(in: try JSONTree(Data(run.output.utf8))["command"], behind: [])
  }

  private static func commands(in help: JSONTree, behind words: [String]) -> [Command] {
    help["subcommands"].list.filter { $0["shouldDisplay"].flag == true && $0["commandName"].string != "help" }
      .flatMap { one in
        let words = words + [one["commandName"].string ?? ""]
        return [Command(words: words, help: one)] + commands(in: one, behind: words)
      }
  }

  /// A section for every command.
  var text: String { commands.map(Self.section).joined(separator: "\n") }

  private static func section(_ command: Command) -> String {
    let name = "bearing " + command.words.joined(separator: " ")
    var text = "### \(name)\n\n\(command.help["abstract"].string ?? "")\n"
    if let standard = command.help["defaultSubcommand"].string {
      text += "Without a further word it is `\(name) \(standard)`.\n"
    }
    if let more = command.help["discussion"].string { text += "\n" + discussion(more) }
    var table = MarkdownTable("option", "default", "meaning")
    var passed = ""
    for argument in command.help["arguments"].list {
      let summary = argument["abstract"].string ?? ""
      // A flag and its opposite say the same, and stand in one row.
      if ["help", "version"].contains(argument["valueName"].string ?? "") { continue }
      if argument["kind"].string == "flag" && !summary.isEmpty && summary == passed { continue }
      passed = summary
      let same = command.help["arguments"].list.filter {
        $0["kind"].string == "flag" && $0["abstract"].string == summary
      }
      let written = same.count > 1 ? same.map(form).joined(separator: ", ") : form(argument)
      let choices = argument["allValues"].list.compactMap(\.string)
      let isListed = choices.allSatisfy { summary.contains($0) }
      table.add(
        "`\(written)`", MarkdownTable.code(argument["defaultValue"].string ?? ""),
        summary + (isListed ? "" : " " + MarkdownTable.codes(choices) + "."))
    }
    return table.isEmpty ? text : text + "\n" + table.text
  }

  /// `--port <port>`, `CONFIG.json|PRESET`, `--set <key.path=value> ...`.
  private static func form(_ argument: JSONTree) -> String {
    let value = argument["valueName"].string ?? ""
    let end = argument["isRepeating"].flag == true ? " ..." : ""
    switch argument["kind"].string {
    case "positional":
      return (argument["isOptional"].flag == true ? "[\(value)]" : value) + end
    case "flag": return argument["names"].list.map(dashed).joined(separator: ", ")
    default: return argument["names"].list.map(dashed).joined(separator: ", ") + " <\(value)>" + end
    }
  }

  fileprivate static func dashed(_ name: JSONTree) -> String {
    (name["kind"].string == "short" ? "-" : "--") + (name["name"].string ?? "")
  }

  /// Lines that are commands stand in a fence.
  private static func discussion(_ text: String) -> String {
    var lines: [String] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let command = line.trimmingPrefix(while: \.isWhitespace)
      let isCommand = ["bearing ", "curl "].contains { command.hasPrefix($0) }
      if isCommand != isInside { lines.append(isInside ? "```\n" : "\n```sh") }
      isInside = isCommand
      lines.append(isCommand ? String(command) : String(line))
    }
    if isInside { lines.append("```") }
    return lines.joined(separator: "\n").trimmingPrefix("\n") + "\n"
  }
}
