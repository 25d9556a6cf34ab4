// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// Walks the bytes of a message by its field table and reports every field with its range.
///
/// It is the slow twin of the generated decoders, which it must agree with: the same order, the
/// same errors. It finds the path of a field that failed, feeds annotated dumps and tells a
/// mutation which bytes are a length. It recurses as deep as the schema nests, and keeps nothing
/// but the path.
package struct FieldWalk {
    private let version: Int16
    private let isFlexible: Bool
    private let visit: (FieldVisit) -> Void
    private var reader: ByteReader
    private var path = FieldPath()

    /// Reports every field of `bytes`, to the last byte; a failure carries the field's path.
    package static func walk(
        _ bytes: ByteSlice, as table: FieldTable, version: Int16,
        visit: @escaping (FieldVisit) -> Void
    ) throws(DecodeError) {
        let consumed = try walkPrefix(bytes, as: table, version: version, visit: visit)
        if consumed < bytes.count {
            throw DecodeError(
                .trailingBytes(bytes.count - consumed), at: consumed..<bytes.count)
        }
    }

    /// Reports every field and returns where the message ends.
    package static func walkPrefix(
        _ bytes: ByteSlice, as table: FieldTable, version: Int16,
        visit: @escaping (FieldVisit) -> Void
    ) throws(DecodeError) -> Int {
        guard table.validVersions.contains(version) else {
            throw DecodeError(.unsupportedVersion(Int(version)), at: 0..<0)
        }
        var walk = FieldWalk(
            version: version, isFlexible: table.isFlexible(version), visit: visit,
            reader: ByteReader(bytes))
        do throws(DecodeError) {
            try walk.structure(table.fields)
        } catch {
            var located = error
            located.path = walk.path.description
            throw located
        }
        return walk.reader.position
    }

    /// `error` with the path of the field it arose in.
    package static func locating(
        _ error: DecodeError, in bytes: ByteSlice, of table: FieldTable, version: Int16
    ) -> DecodeError {
        var located = error
        do throws(DecodeError) {
            try walk(bytes, as: table, version: version) { _ in }
        } catch {
            located.path = error.path
        }
        return located
    }

    /// The first `visitsMax` fields, and why the walk ended early if it did.
    package static func visits(
        of bytes: ByteSlice, as table: FieldTable, version: Int16, visitsMax: Int
    ) -> (visits: [FieldVisit], error: DecodeError?) {
        var visits: [FieldVisit] = []
        do throws(DecodeError) {
            try walk(bytes, as: table, version: version) { visit in
                if visits.count < visitsMax { visits.append(visit) }
            }
            return (visits, nil)
        } catch {
            return (visits, error)
        }
    }

    /// The bytes of the field at `path`; nil when the message has no such field.
    package static func range(
        of path: String, in bytes: ByteSlice, as table: FieldTable, version: Int16
    ) -> Range<Int>? {
        var found: Range<Int>?
        try? walk(bytes, as: table, version: version) { visit in
            if found == nil && visit.path.description == path { found = visit.range }
        }
        return found
    }
}

extension FieldWalk {
    private mutating func structure(_ fields: [FieldTable.Field]) throws(DecodeError) {
        for field in fields where field.isPlain(in: version) {
            path.enter(field.name)
            try value(of: field, isTagged: false)
            path.leave()
        }
        if isFlexible { try tagSection(fields) }
    }

    private mutating func tagSection(_ fields: [FieldTable.Field]) throws(DecodeError) {
        let start = reader.position
        let count = try reader.readTagCount()
        report(nil, from: start, .tagCount(count))
        var section = TagSectionReader(count: count)
        var head = reader.position
        while let tag = try section.next(&reader) {
            let field = fields.first { $0.tag == tag && $0.isTagged(in: version) }
            if let field {
                path.enter(field.name)
                report(field.type, from: head, .tag(tag, bytes: section.valueBytes))
                try value(of: field, isTagged: true)
                try section.checkSize(reader)
                path.leave()
            } else {
                let unknown = try section.unknown(&reader)
                report(nil, from: head, .unknownTag(unknown))
            }
            head = reader.position
        }
    }

    private mutating func value(
        of field: FieldTable.Field, isTagged: Bool
    ) throws(DecodeError) {
        let start = reader.position
        let isNullable = field.isNullable(in: version)
        let compact = isFlexible && !field.isNeverCompact
        switch field.type {
        case .array(let element):
            try array(of: element, field, compact: compact, isNullable: isNullable)
        case .structure(_, let fields):
            if isNullable {
                let isNull =
                    isTagged
                    ? try reader.readUnsignedVarint() == 0 : try reader.readInt8() < 0
                report(field.type, from: start, isNull ? .null : .present)
                if isNull { return }
            }
            try structure(fields)
        default:
            let value = try simple(field.type, compact: compact, isNullable: isNullable)
            report(field.type, from: start, value)
        }
    }

    private mutating func array(
        of element: FieldTable.FieldType, _ field: FieldTable.Field, compact: Bool,
        isNullable: Bool
    ) throws(DecodeError) {
        let start = reader.position
        let bytesMin = element.bytesMin(compact: compact) ?? field.elementBytesMin
        let count =
            isNullable
            ? try reader.readNullableCount(compact: compact, elementBytesMin: bytesMin)
            : try reader.readCount(compact: compact, elementBytesMin: bytesMin)
        report(field.type, from: start, count.map { .count($0) } ?? .null)
        for index in 0..<(count ?? 0) {
            path.enter(index)
            if case .structure(_, let fields) = element {
                try structure(fields)
            } else {
                let start = reader.position
                let value = try simple(element, compact: compact, isNullable: false)
                report(element, from: start, value)
            }
            path.leave()
        }
    }

    private mutating func simple(
        _ type: FieldTable.FieldType, compact: Bool, isNullable: Bool
    ) throws(DecodeError) -> FieldVisit.Value {
        switch type {
        case .bool: .bool(try reader.readBool())
        case .int8: .integer(Int64(try reader.readInt8()))
        case .int16: .integer(Int64(try reader.readInt16()))
        case .uint16: .integer(Int64(try reader.readUInt16()))
        case .int32: .integer(Int64(try reader.readInt32()))
        case .uint32: .integer(Int64(try reader.readUInt32()))
        case .int64: .integer(try reader.readInt64())
        case .float64: .double(try reader.readFloat64())
        case .uuid: .uuid(try reader.readUuid())
        case .string:
            try reader.readString(compact: compact, nullable: isNullable).map { .string($0) }
                ?? .null
        case .bytes, .records:
            try reader.readBytes(compact: compact, nullable: isNullable).map { .bytes($0) }
                ?? .null
        case .structure, .array:
            .null
        }
    }

    private func report(_ type: FieldTable.FieldType?, from start: Int, _ value: FieldVisit.Value) {
        visit(FieldVisit(path: path, type: type, range: start..<reader.position, value: value))
    }
}

extension FieldTable.FieldType {
    /// The fewest bytes one takes; nil for a struct.
    package func bytesMin(compact: Bool) -> Int? {
        switch self {
        case .bool, .int8: 1
        case .int16, .uint16: 2
        case .int32, .uint32: 4
        case .int64, .float64: 8
        case .uuid: 16
        case .string: compact ? 1 : 2
        case .bytes, .records, .array: compact ? 1 : 4
        case .structure: nil
        }
    }
}
