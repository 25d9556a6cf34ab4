// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import TestSupport

/// Writes a message of any table with invented values, without the generated encoders: what they
/// read and write is checked against the table by it.
struct TableEncoder: ~Copyable {
    /// How full the message is.
    enum Variant: String, CaseIterable {
        /// Arrays of two, nothing null, every tagged field, text of several lengths.
        case full
        /// Null wherever the version allows it, else as short as it gets.
        case sparse
        /// As `full`, with fields in every tag section that no schema knows.
        case tagged
    }

    let version: Int16
    let isFlexible: Bool
    private let variant: Variant
    /// Elements of the arrays at each depth, where the variant does not say.
    private let counts: [Int]?
    private var random: SeededGenerator
    private var writer = ByteWriter()

    static func encode(
        _ table: FieldTable, version: Int16, _ variant: Variant, counts: [Int]? = nil, seed: UInt64
    ) -> ByteSlice {
        var encoder = TableEncoder(
            version: version, isFlexible: table.isFlexible(version), variant: variant,
            counts: counts, random: SeededGenerator(seed: seed))
        encoder.structure(table.fields, depth: 0)
        return encoder.writer.copyBytes()
    }

    private init(
        version: Int16, isFlexible: Bool, variant: Variant, counts: [Int]?, random: SeededGenerator
    ) {
        self.version = version
        self.isFlexible = isFlexible
        self.variant = variant
        self.counts = counts
        self.random = random
    }

    private mutating func structure(_ fields: [FieldTable.Field], depth: Int) {
        for field in fields where field.isPlain(in: version) {
            value(of: field, isTagged: false, depth: depth)
        }
        if isFlexible { tagSection(fields, depth: depth) }
    }

    private mutating func tagSection(_ fields: [FieldTable.Field], depth: Int) {
        let known = fields.filter { $0.isTagged(in: version) && variant != .sparse }
            .sorted { ($0.tag ?? 0) < ($1.tag ?? 0) }
        let unknown: [(tag: UInt32, count: Int)] =
            variant == .tagged ? [(tag: 77, count: 3), (tag: 20_000, count: 130)] : []
        writer.writeUnsignedVarint(UInt32(known.count + unknown.count))
        for field in known {
            let outer = writer.copyBytes()
            writer.reset()
            value(of: field, isTagged: true, depth: depth)
            let inner = writer.copyBytes()
            writer.reset()
            writer.write(outer)
            writer.writeUnsignedVarint(field.tag ?? 0)
            writer.writeUnsignedVarint(UInt32(inner.count))
            writer.write(inner)
        }
        for field in unknown {
            writer.writeUnsignedVarint(field.tag)
            writer.writeUnsignedVarint(UInt32(field.count))
            writer.write(ByteSlice(random.bytes(field.count)))
        }
    }

    private mutating func value(of field: FieldTable.Field, isTagged: Bool, depth: Int) {
        let compact = isFlexible && !field.isNeverCompact
        let isNull = variant == .sparse && field.isNullable(in: version)
        switch field.type {
        case .array(let element):
            let usual = variant == .sparse ? 0 : 2
            let count =
                isNull && counts == nil ? nil : counts.map { $0.count > depth ? $0[depth] : 0 }
            array(of: element, count: isNull ? count : count ?? usual, compact, depth: depth)
        case .structure(_, let fields):
            if field.isNullable(in: version) {
                if isTagged {
                    writer.writeUnsignedVarint(isNull ? 0 : 1)
                } else {
                    writer.writeInt8(isNull ? -1 : 1)
                }
                if isNull { return }
            }
            structure(fields, depth: depth)
        default:
            simple(field.type, compact: compact, isNull: isNull, isTagged: isTagged)
        }
    }

    private mutating func array(
        of element: FieldTable.FieldType, count: Int?, _ compact: Bool, depth: Int
    ) {
        writer.writeCount(count, compact: compact)
        for _ in 0..<(count ?? 0) {
            if case .structure(_, let fields) = element {
                structure(fields, depth: depth + 1)
            } else {
                simple(element, compact: compact, isNull: false)
            }
        }
    }

    private mutating func simple(
        _ type: FieldTable.FieldType, compact: Bool, isNull: Bool, isTagged: Bool = false
    ) {
        switch type {
        // A tagged field at its default would not be written.
        case .bool: writer.writeBool(isTagged || Bool.random(using: &random))
        case .int8: writer.writeInt8(.random(in: .min ... .max, using: &random))
        case .int16: writer.writeInt16(.random(in: .min ... .max, using: &random))
        case .uint16: writer.writeUInt16(.random(in: .min ... .max, using: &random))
        case .int32: writer.writeInt32(.random(in: .min ... .max, using: &random))
        case .uint32: writer.writeUInt32(.random(in: .min ... .max, using: &random))
        case .int64: writer.writeInt64(.random(in: .min ... .max, using: &random))
        case .float64: writer.writeFloat64(Double.random(in: -1e9...1e9, using: &random))
        case .uuid: writer.writeUuid(Uuid(high: random.next(), low: random.next()))
        case .string: writer.writeString(isNull ? nil : text(), compact: compact)
        case .bytes, .records:
            let count = variant == .sparse ? 0 : Int.random(in: 1...40, using: &random)
            writer.writeBytes(isNull ? nil : ByteSlice(random.bytes(count)), compact: compact)
        case .structure, .array: break
        }
    }

    /// ASCII and other text, now and then of a length that takes two varint bytes.
    private mutating func text() -> String {
        if variant == .sparse { return "" }
        let syllables = ["ka", "topic-", "ß", "λό", "記録", "🜂", "0", "_"]
        let count =
            Int.random(in: 0..<12, using: &random) == 0 ? 60 : Int.random(in: 1...6, using: &random)
        return (0..<count).map { _ in syllables.randomElement(using: &random) ?? "" }.joined()
    }
}
