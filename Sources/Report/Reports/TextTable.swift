// SPDX-License-Identifier: Apache-2.0

/// A table for a terminal: the first column left, the others right, all as wide as they must be.
struct TextTable {
    struct Cell {
        var text: String
        var role: TextStyle.Role?

        init(_ text: String, _ role: TextStyle.Role? = nil) {
            self.text = text
            self.role = role
        }
    }

    var header: [String]
    var rows: [[Cell]] = []
    /// Columns aligned to the left.
    var leftColumns: Set<Int> = [0]

    func text(_ style: TextStyle) -> String {
        let widths = header.indices.map { column in
            rows.reduce(header[column].count) { max($0, $1[column].text.count) }
        }
        var text = line(header.map { Cell($0, .faint) }, widths, style)
        for row in rows { text += line(row, widths, style) }
        return text
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ style: TextStyle) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let blanks = String(repeating: " ", count: widths[column] - cell.text.count)
            let painted = cell.role.map { style.paint(cell.text, $0) } ?? cell.text
            let isLast = column == cells.count - 1
            line += column == 0 ? "" : "  "
            if leftColumns.contains(column) {
                line += painted + (isLast ? "" : blanks)
            } else {
                line += blanks + painted
            }
        }
        return line + "\n"
    }
}
