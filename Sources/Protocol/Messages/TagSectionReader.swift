// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Walks the tag section that ends every struct of a flexible version (KIP-482).
///
/// The section is a count, then tag, size and value of each field. Tags must ascend; a field must
/// take exactly the size announced for it.
struct TagSectionReader {
    private var left: Int
    private var previous: UInt32?
    private var valueStart = 0
    /// The size announced for the current field.
    private(set) var valueBytes = 0

    /// Walks the `count` fields that follow.
    init(count: Int) { left = count }

    /// The next field's tag, nil at the end of the section; its value follows.
    @inline(__always)
    mutating func next(_ reader: inout ByteReader) throws(DecodeError) -> UInt32? {
        left == 0 && previous == nil ? nil : try advance(&reader)
    }

    private mutating func advance(_ reader: inout ByteReader) throws(DecodeError) -> UInt32? {
        if previous != nil { try checkSize(reader) }
        if left == 0 { return nil }
        left -= 1
        let start = reader.position
        let tag = try reader.readUnsignedVarint()
        if let previous, tag <= previous {
            throw DecodeError(.tagOrder(previous: previous, tag: tag), at: start..<reader.position)
        }
        previous = tag
        valueBytes = Int(try reader.readUnsignedVarint())
        try reader.require(valueBytes)
        valueStart = reader.position
        return tag
    }

    /// The current field as it stands.
    func unknown(_ reader: inout ByteReader) throws(DecodeError) -> TaggedField {
        TaggedField(tag: previous ?? 0, data: try reader.readSlice(valueBytes))
    }

    /// Fails unless the current field took what was announced.
    func checkSize(_ reader: ByteReader) throws(DecodeError) {
        let actual = reader.position - valueStart
        if actual != valueBytes {
            throw DecodeError(
                .tagSize(announced: valueBytes, actual: actual), at: valueStart..<reader.position)
        }
    }
}

extension ByteReader {
    /// The number of fields in a tag section; each takes two bytes or more.
    @inline(__always)
    mutating func readTagCount() throws(DecodeError) -> Int {
        let start = position
        let count = Int(try readUnsignedVarint())
        if 2 * count > remaining {
            throw DecodeError(
                .countTooLarge(count: count, remaining: remaining), at: start..<position)
        }
        return count
    }

    /// A tag section in which no tag is known; nearly always empty.
    @inline(__always)
    mutating func readUnknownTags(into fields: inout [TaggedField]) throws(DecodeError) {
        let count = try readTagCount()
        if count > 0 { fields = try readUnknownTags(count) }
    }

    private mutating func readUnknownTags(_ count: Int) throws(DecodeError) -> [TaggedField] {
        var section = TagSectionReader(count: count)
        var fields: [TaggedField] = []
        while try section.next(&self) != nil {
            fields.append(try section.unknown(&self))
        }
        return fields
    }
}
