// SPDX-License-Identifier: Apache-2.0

/// Reads the lines in which the generator writes a field table.
///
/// Text, because array literals of this size take the compiler minutes. One field a line, the
/// fields of a struct below it and two blanks deeper:
///
///     topicName string 0-12 ?3+ =null
///     replicaState ReplicaState 15+ #1:15+
///
/// name, type, versions (all when absent), `?` nullable versions, `#` tag and tagged versions, `=`
/// default, `!` never compact, `~` the fewest bytes of an array's struct. `3+` reaches to the last
/// valid version. The text is ours, so a malformed line is a programmer's error.
struct FieldTableText {
    private var lines: ArraySlice<Substring>
    private let validVersions: ClosedRange<Int16>

    init(_ text: String, validVersions: ClosedRange<Int16>) {
        lines = text.split(separator: "\n")[...]
        self.validVersions = validVersions
    }

    /// The fields at `depth`, and below each the fields of its struct.
    mutating func fields(depth: Int) -> [FieldTable.Field] {
        var fields: [FieldTable.Field] = []
        while let line = lines.first, line.prefix(while: { $0 == " " }).count == 2 * depth {
            lines.removeFirst()
            let words = line.split(separator: " ")
            precondition(words.count >= 2, "a field table line has a name and a type")
            let type = fieldType(words[1], depth: depth)
            fields.append(field(String(words[0]), type, words.dropFirst(2)))
        }
        return fields
    }

    private mutating func fieldType(_ word: Substring, depth: Int) -> FieldTable.FieldType {
        if word.hasPrefix("[]") {
            return .array(of: fieldType(word.dropFirst(2), depth: depth))
        }
        return FieldTable.FieldType(named: word)
            ?? .structure(name: String(word), fields: fields(depth: depth + 1))
    }

    private func field(
        _ name: String, _ type: FieldTable.FieldType, _ words: ArraySlice<Substring>
    ) -> FieldTable.Field {
        var present = validVersions
        var nullable: ClosedRange<Int16>?
        var tagged: ClosedRange<Int16>?
        var tag: UInt32?
        var defaultText: String?
        var isNeverCompact = false
        var elementBytesMin = 1
        for word in words {
            switch word.first {
            case "?": nullable = versions(word.dropFirst())
            case "#":
                let parts = word.dropFirst().split(separator: ":")
                tag = parts.first.flatMap { UInt32($0) }
                tagged = parts.last.map { versions($0) }
            case "=": defaultText = String(word.dropFirst())
            case "!": isNeverCompact = true
            case "~": elementBytesMin = Int(word.dropFirst()) ?? 1
            default: present = versions(word)
            }
        }
        return FieldTable.Field(
            name: name, type: type, versions: present, nullableVersions: nullable,
            taggedVersions: tagged, tag: tag, defaultText: defaultText,
            isNeverCompact: isNeverCompact, elementBytesMin: elementBytesMin)
    }

    private func versions(_ word: Substring) -> ClosedRange<Int16> {
        let bounds = word.split(separator: "-")
        let isOpen = word.hasSuffix("+")
        guard let first = bounds.first, let low = Int16(isOpen ? first.dropLast() : first) else {
            return validVersions
        }
        let high = isOpen ? validVersions.upperBound : bounds.last.flatMap { Int16($0) } ?? low
        precondition(low <= high, "a version range of a field table ascends")
        return low...high
    }
}
