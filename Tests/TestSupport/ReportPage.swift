import Foundation
import FoundationXML

/// A report's page as tests look into it: its tables' rows, each with the SQL in it.
package final class ReportPage: NSObject, XMLParserDelegate {
  package struct Row {
    package var cells: [String] = []
    package var queries: [String] = []
    /// Whether it says how two numbers stand to each other.
    package var isStatement = false
  }

  package private(set) var rows: [Row] = []
  /// How many there are of each element.
  package private(set) var elements: [String: Int] = [:]
  /// All that is not in a tag.
  package private(set) var text = ""

  private var row: Row?
  private var cell: String?
  private var code: String?
  private var heads: [String] = []

  /// - Throws: where the page is no well-formed XML either.
  package convenience init(_ file: URL) throws {
    try self.init(html: String(contentsOf: file, encoding: .utf8))
  }

  /// - Throws: where the page is no well-formed XML either.
  package init(html: String) throws {
    super.init()
    let text = html.replacing("<!DOCTYPE html>", with: "")
    let parser = XMLParser(data: Data(text.replacing(#/<meta ([^>]*)>/#) { "<meta \($0.1)/>" }.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  package func parser(
    _: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    switch name {
    case "thead": heads = []
    case "tr": row = Row(isStatement: heads.first == "statement")
    case "th", "td": cell = ""
    case "pre": code = ""
    default: break
    }
  }

  package func parser(_: XMLParser, foundCharacters characters: String) {
    text += characters
    if code != nil { code? += characters } else { cell? += characters }
  }

  package func parser(_: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?)
  {
    switch name {
    case "pre":
      let queries = (code ?? "").components(separatedBy: ";\n\n").map {
        $0.hasSuffix(";") ? String($0.dropLast()) : $0
      }
      row?.queries += queries
      code = nil
    case "th", "td":
      if let cell, row?.queries.isEmpty ?? false { row?.cells.append(cell) }
      cell = nil
    case "tr":
      if let row {
        if heads.isEmpty { heads = row.cells } else { rows.append(row) }
      }
      row = nil
    default: break
    }
  }
}
