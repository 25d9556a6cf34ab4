// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// Bytes of a message with the meaning of each beside them, for people who look for a culprit.
///
///     00000000  00 00 00 2a                                      size
///     00000004  00 00 00 07                                      correlationId int32 = 7
///     00000008  ff fe                                            topics[0].errorCode int16 = -2
///               ^^^^^ expected 0
///
/// A long value shows its first rows only, and a dump at most `rowsMax` rows.
package struct AnnotatedDump: Sendable {
    /// One field's bytes.
    struct Row: Sendable {
        let range: Range<Int>
        let meaning: String
    }

    let bytes: ByteSlice
    private(set) var rows: [Row] = []
    private let rowsMax: Int
    private let culprit: Range<Int>?
    private let note: String

    /// Begins a dump of `bytes` with carets under `culprit` and `note` beside them.
    package init(
        of bytes: ByteSlice, culprit: Range<Int>? = nil, note: String = "", rowsMax: Int = 400
    ) {
        self.bytes = bytes
        self.culprit = culprit
        self.note = note
        self.rowsMax = rowsMax
    }

    /// Adds one row for bytes that no table describes.
    package mutating func add(_ range: Range<Int>, _ meaning: String) {
        if rows.count < rowsMax { rows.append(Row(range: range, meaning: meaning)) }
    }

    /// Adds a row for every field of a message that begins at `position`.
    ///
    /// What cannot be decoded becomes one row that says why. Returns where the message ends.
    @discardableResult
    package mutating func add(
        _ table: FieldTable, version: Int16, at position: Int
    ) -> Int {
        let part = bytes.dropFirst(min(position, bytes.count))
        let (visits, error) = FieldWalk.visits(
            of: part, as: table, version: version, visitsMax: rowsMax - rows.count + 1)
        var end = position
        for visit in visits {
            end = position + visit.range.upperBound
            add(position + visit.range.lowerBound..<end, Self.meaning(of: visit))
        }
        if let error, case .trailingBytes = error.reason { return end }
        if let error {
            let place = error.path.isEmpty ? table.name : error.path
            add(end..<bytes.count, "\(place): \(error.reason)")
            return bytes.count
        }
        return end
    }

    private static func meaning(of visit: FieldVisit) -> String {
        let path = visit.path.description
        switch visit.value {
        case .tagCount, .unknownTag:
            return (path.isEmpty ? "" : path + " ") + "\(visit.value)"
        case .count, .present, .tag:
            return path + (visit.type.map { " \($0)" } ?? "") + ": \(visit.value)"
        default:
            return path + (visit.type.map { " \($0)" } ?? "") + " = \(visit.value)"
        }
    }
}

extension AnnotatedDump: CustomStringConvertible {
    /// Bytes on one line.
    private static let width = 16
    /// Lines of one value.
    private static let linesMax = 4

    package var description: String {
        var lines: [String] = []
        for row in rows { lines += render(row) }
        if rows.count >= rowsMax { lines.append("… the rest is left out") }
        if let culprit, culprit.lowerBound >= bytes.count {
            lines.append(Self.offset(bytes.count) + "end of the bytes")
            lines.append(carets(from: 0, count: 1, isLast: true))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func render(_ row: Row) -> [String] {
        var lines: [String] = []
        var start = row.range.lowerBound
        repeat {
            let end = min(start + Self.width, row.range.upperBound)
            let isFirst = start == row.range.lowerBound
            lines.append(line(start..<end, isFirst ? row.meaning : ""))
            if let marked = caretLine(under: start..<end) { lines.append(marked) }
            start = end
        } while start < row.range.upperBound
            && start - row.range.lowerBound < Self.width * Self.linesMax
        if start < row.range.upperBound {
            let hidden = start..<row.range.upperBound
            lines.append("          … \(hidden.count) more bytes")
            if let culprit, culprit.lowerBound >= hidden.lowerBound, culprit.overlaps(hidden) {
                lines.append(line(window(in: hidden, around: culprit), ""))
                lines += caretLine(under: window(in: hidden, around: culprit)).map { [$0] } ?? []
            }
        }
        return lines
    }

    /// The line of a long value that holds the culprit's first byte.
    private func window(in hidden: Range<Int>, around culprit: Range<Int>) -> Range<Int> {
        culprit.lowerBound..<min(culprit.lowerBound + Self.width, hidden.upperBound)
    }

    private func line(_ range: Range<Int>, _ meaning: String) -> String {
        let hex = range.map { Hex.encode([bytes[$0]]) }.joined(separator: " ")
        let padding = String(repeating: " ", count: max(0, 3 * Self.width - hex.count))
        return meaning.isEmpty
            ? Self.offset(range.lowerBound) + hex
            : Self.offset(range.lowerBound) + hex + padding + " " + meaning
    }

    private func caretLine(under range: Range<Int>) -> String? {
        guard let culprit else { return nil }
        let first = max(culprit.lowerBound, range.lowerBound)
        // A culprit of no bytes is a position: the byte that stands there is marked.
        let last = min(max(culprit.upperBound, culprit.lowerBound + 1), range.upperBound)
        if first >= last { return nil }
        let isLast = last >= culprit.upperBound || last == range.upperBound && isCut(at: last)
        return carets(from: first - range.lowerBound, count: last - first, isLast: isLast)
    }

    /// Whether the rows end before the culprit does.
    private func isCut(at position: Int) -> Bool { position >= bytes.count }

    private func carets(from index: Int, count: Int, isLast: Bool) -> String {
        String(repeating: " ", count: 10 + 3 * index)
            + String(repeating: "^", count: 3 * count - 1)
            + (isLast && !note.isEmpty ? " \(note)" : "")
    }

    private static func offset(_ position: Int) -> String {
        let digits = String(position, radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + "  "
    }
}
