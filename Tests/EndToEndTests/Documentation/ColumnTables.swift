import Foundation
import TestSupport

/// The tables and views of a fresh database with their columns, as the sqlite3 shell sees them.
struct ColumnTables {
  private struct Relation {
    var name: String
    var isView: Bool
    var columns: [(name: String, type: String)]
  }

  private let relations: [Relation]

  /// - Parameter database: a file that a server has made.
  init(_ database: URL) throws {
    let query = """
      select relation.name as name, relation.type as type, info.name as "column", lower(info.type) as kind
      from sqlite_schema as relation join pragma_table_xinfo(relation.name) as info
      where relation.type in ('table', 'view') and relation.name not like 'sqlite%'
        and relation.name not like '%migrations'
      order by relation.name, info.cid
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sqlite3", "-readonly", "-json", database.path, query]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    var relations: [Relation] = []
    for row in try JSONTree(data).list {
      let name = row["name"].string ?? ""
      if relations.last?.name != name {
        relations.append(Relation(name: name, isView: row["type"].string == "view", columns: []))
      }
      relations[relations.count - 1].columns.append((row["column"].string ?? "", row["kind"].string ?? ""))
    }
    self.relations = relations
  }

  var views: String {
    var table = MarkdownTable("view", "columns")
    for view in relations where view.isView {
      table.add("`\(view.name)`", MarkdownTable.codes(view.columns.map(\.name)))
    }
    return table.text
  }

  var tables: String {
    var table = MarkdownTable("table", "columns")
    for one in relations where !one.isView {
      table.add("`\(one.name)`", one.columns.map { "`\($0.name)` \($0.type)" }.joined(separator: ", "))
    }
    return table.text
  }
}
