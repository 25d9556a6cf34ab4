// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Writes a tag section: the known fields that are not at their default, unknown ones between them
/// in tag order (KIP-482).
///
/// Sizes and the count are patched in afterwards: both nearly always fit the one byte left for
/// them, and nothing is encoded twice.
struct TagSectionWriter {
    private let countPosition: Int
    private var count: UInt32 = 0
    private var written = 0
    private var sizePosition = 0

    /// Begins a section.
    init(_ writer: inout ByteWriter) {
        countPosition = writer.count
        writer.write(0 as UInt8)
    }

    /// Begins the field `tag`, after those of `unknown` below it; its value is written next.
    mutating func begin(_ tag: UInt32, _ writer: inout ByteWriter, _ unknown: [TaggedField]) {
        writeUnknown(unknown, below: tag, &writer)
        count += 1
        writer.writeUnsignedVarint(tag)
        sizePosition = writer.count
        writer.write(0 as UInt8)
    }

    /// Ends the field begun last.
    func end(_ writer: inout ByteWriter) {
        let size = writer.count - sizePosition - 1
        writer.patchUnsignedVarint(UInt32(truncatingIfNeeded: size), at: sizePosition)
    }

    /// Ends the section with what is left of `unknown`.
    mutating func finish(_ writer: inout ByteWriter, _ unknown: [TaggedField]) {
        writeUnknown(unknown, below: nil, &writer)
        if count > 0 { writer.patchUnsignedVarint(count, at: countPosition) }
    }

    private mutating func writeUnknown(
        _ unknown: [TaggedField], below tag: UInt32?, _ writer: inout ByteWriter
    ) {
        while written < unknown.count {
            let field = unknown[written]
            if let tag, field.tag >= tag { return }
            writer.write(field)
            written += 1
            count += 1
        }
    }
}

extension ByteWriter {
    /// A tag section of unknown fields alone.
    @inline(__always)
    mutating func writeUnknownTags(_ fields: [TaggedField]) {
        if fields.isEmpty { return write(0 as UInt8) }
        writeUnsignedVarint(UInt32(truncatingIfNeeded: fields.count))
        for field in fields { write(field) }
    }

    fileprivate mutating func write(_ field: TaggedField) {
        writeUnsignedVarint(field.tag)
        writeUnsignedVarint(UInt32(truncatingIfNeeded: field.data.count))
        write(field.data)
    }

    /// Replaces the one byte at `position` by `value`, moving what follows if one is not enough.
    fileprivate mutating func patchUnsignedVarint(_ value: UInt32, at position: Int) {
        let bytes = Self.unsignedVarintBytes(value)
        if bytes > 1 { insertGap(bytes - 1, at: position) }
        var rest = value
        for index in 0..<bytes {
            let more: UInt8 = index + 1 < bytes ? 0x80 : 0
            patch(UInt8(truncatingIfNeeded: rest & 0x7F) | more, at: position + index)
            rest >>= 7
        }
    }
}
