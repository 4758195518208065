/// A report as its parts, from which Markdown and HTML are made.
package struct Report: Sendable {
  package enum Block: Sendable {
    case heading(String)
    case text(String)
    case table(Table)
    /// A picture, with the name of its file and the questions that give its numbers.
    case picture(name: String, Drawing, [Query])
    /// Something long that is shown when asked for.
    case code(title: String, language: String, String)
  }

  /// A table of which each row knows where its numbers are from.
  package struct Table: Sendable {
    package struct Column: Sendable {
      let name: String
      let isNumber: Bool

      static func text(_ name: String) -> Column { Column(name: name, isNumber: false) }
      static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
    }

    package struct Row: Sendable {
      var cells: [String]
      /// In the order of the numbers that they give.
      var queries: [Query] = []
      /// How its last cell is coloured.
      var tone = Tone.plain
    }

    let columns: [Column]
    let rows: [Row]

    /// What a row is about: its cells before the first number.
    func label(of row: Row) -> String {
      zip(columns, row.cells).prefix { !$0.0.isNumber }.map(\.1).joined(separator: " · ")
    }
  }

  package enum Tone: String, Sendable { case plain, good, bad, muted }

  package let title: String
  package let blocks: [Block]

  /// Every picture, by the name of its file without ending.
  package var pictures: [(name: String, drawing: Drawing)] {
    blocks.compactMap { if case .picture(let name, let drawing, _) = $0 { (name, drawing) } else { nil } }
  }
}

/// A picture that is drawn as SVG.
package enum Drawing: Sendable {
  case chart(Chart)
  case heatMap(HeatMap)

  /// A whole SVG file, light or dark as the reader's system is.
  package var svg: String {
    switch self {
    case .chart(let chart): chart.svg
    case .heatMap(let map): map.svg
    }
  }

  var title: String {
    switch self {
    case .chart(let chart): chart.title
    case .heatMap(let map): map.title
    }
  }
}
