// SPDX-License-Identifier: Apache-2.0

extension AnnotatedBytes {
    /// One line of the drawing.
    package struct Line: Hashable, Sendable {
        package enum Kind: Sendable { case bytes, caret, ellipsis }

        /// The most lines of a drawing, carets and cuts included.
        package static let drawnMax = 2 * rowsMax + 2

        package var kind: Kind
        package var text: String
    }

    /// Bytes in one row.
    static let rowBytes = 16
    /// Rows drawn around the culprit, or from the start when nothing is at fault.
    static let rowsMax = 40

    /// Draws the bytes field by field, carets under the culprit; long runs are cut.
    ///
    /// At most `rowsMax` rows are drawn, so that a report of a large reply stays readable.
    package func lines() -> [Line] {
        let rows = rows()
        let fault = culprit.map { clamp($0) }
        let first = fault.flatMap { fault in rows.firstIndex { touches($0.range, fault) } }
        let start = max(0, min((first ?? 0) - Self.rowsMax / 2, rows.count - Self.rowsMax))
        let end = min(rows.count, start + Self.rowsMax)
        let nameWidth = rows[start..<end].map(\.name.count).max() ?? 0

        var lines: [Line] = []
        if start > 0 { lines.append(ellipsis(rows[..<start])) }
        var saidRemark = false
        for row in rows[start..<end] {
            lines.append(Line(kind: .bytes, text: draw(row, nameWidth: nameWidth)))
            if let fault, touches(row.range, fault) {
                let said = saidRemark ? "" : remark
                lines.append(Line(kind: .caret, text: caret(under: row, fault, said)))
                saidRemark = true
            }
        }
        if end < rows.count { lines.append(ellipsis(rows[end...])) }
        if !saidRemark, culprit != nil, !remark.isEmpty {
            let carets = String(repeating: " ", count: offsetWidth + 2) + "^ "
            lines.append(Line(kind: .caret, text: carets + remark))
        }
        return lines
    }

    private var offsetWidth: Int { max(3, String(bytes.count, radix: 10).count) }

    /// Fields and the gaps between them, none longer than a row.
    private func rows() -> [Field] {
        var rows: [Field] = []
        var position = 0
        for field in fields {
            let range = clamp(field.range)
            guard range.lowerBound >= position else { continue }
            cut(Field(position..<range.lowerBound, ""), into: &rows)
            if range.isEmpty {
                rows.append(field)
            } else {
                cut(Field(range, field.name, field.value), into: &rows)
            }
            position = range.upperBound
        }
        cut(Field(position..<bytes.count, ""), into: &rows)
        return rows
    }

    private func cut(_ field: Field, into rows: inout [Field]) {
        var start = field.range.lowerBound
        while start < field.range.upperBound {
            let end = min(start + Self.rowBytes, field.range.upperBound)
            let isFirst = start == field.range.lowerBound
            rows.append(
                Field(start..<end, isFirst ? field.name : "", isFirst ? field.value : ""))
            start = end
        }
    }

    private func draw(_ row: Field, nameWidth: Int) -> String {
        let offset = String(row.range.lowerBound)
        let hex = bytes[clamp(row.range)].map { byte in
            byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
        var text = String(repeating: "0", count: max(0, offsetWidth - offset.count)) + offset
        text += "  " + pad(hex.joined(separator: " "), to: hexWidth)
        if nameWidth > 0 { text += "  " + pad(row.name, to: nameWidth) }
        if !row.value.isEmpty { text += "  " + row.value }
        while text.last == " " { text.removeLast() }
        return text
    }

    private func caret(under row: Field, _ fault: Range<Int>, _ remark: String) -> String {
        let from = max(fault.lowerBound, row.range.lowerBound)
        let to = max(from + 1, min(fault.upperBound, row.range.upperBound))
        let before = offsetWidth + 2 + 3 * (from - row.range.lowerBound)
        let carets = String(repeating: "^", count: 3 * (to - from) - 1)
        let text = String(repeating: " ", count: before) + carets
        guard !remark.isEmpty else { return text }
        return pad(text, to: offsetWidth + 2 + hexWidth) + "  " + remark
    }

    /// Columns of the bytes: as wide as the widest row needs.
    private var hexWidth: Int { 3 * min(Self.rowBytes, max(8, widestField)) - 1 }

    private var widestField: Int {
        let covered = fields.map { clamp($0.range).count }.max() ?? bytes.count
        return fields.isEmpty ? bytes.count : max(covered, 4)
    }

    private func ellipsis(_ rows: ArraySlice<Field>) -> Line {
        let count = rows.reduce(0) { $0 + $1.range.count }
        return Line(kind: .ellipsis, text: "…  \(count) bytes more")
    }

    private func clamp(_ range: Range<Int>) -> Range<Int> {
        range.clamped(to: 0..<bytes.count)
    }

    /// Whether a row holds one of the bytes; an empty range points at the byte after it.
    private func touches(_ row: Range<Int>, _ fault: Range<Int>) -> Bool {
        let end = max(fault.upperBound, fault.lowerBound + 1)
        return row.overlaps(fault.lowerBound..<end)
    }

    private func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
