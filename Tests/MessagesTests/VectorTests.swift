// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import TestSupport
import Testing

/// Every vector says what it should and is written back to the same bytes.
struct VectorTests {
    @Test(.needs(Needs.golden)) func `Golden vectors decode to the JSON beside them`() throws {
        var findings = Findings()
        for vector in try Vectors.golden() where !vector.isFrame {
            Self.checkJSON(vector, &findings)
        }
        findings.expectNone()
    }

    @Test(.needs(Needs.golden)) func `Golden vectors encode back to the same bytes`() throws {
        var findings = Findings()
        for vector in try Vectors.golden() where !vector.isFrame {
            Self.checkRoundTrip(vector, &findings)
        }
        findings.expectNone()
    }

    @Test(.needs(Needs.golden)) func `Golden vectors are walked to the same fields`() throws {
        var findings = Findings()
        for vector in try Vectors.golden() where !vector.isFrame {
            Self.checkWalk(vector, &findings)
        }
        findings.expectNone()
    }

    @Test(.needs(Needs.golden)) func `Golden records have the prefix of their kind`() throws {
        var findings = Findings()
        for vector in try Vectors.golden() {
            guard let framed = vector.framed, let (type, version) = vector.type() else { continue }
            var writer = ByteWriter()
            switch vector.kind {
            case "metadata":
                writer.writeUnsignedVarint(1)
                writer.writeUnsignedVarint(UInt32(type.fieldTable.apiKey ?? -1))
                writer.writeUnsignedVarint(UInt32(version))
            case "coordinator-key": writer.writeInt16(type.fieldTable.apiKey ?? -1)
            default: writer.writeInt16(vector.version)
            }
            writer.write(vector.bytes)
            findings.check(writer.finish() == framed, vector.id)
        }
        findings.expectNone()
    }

    @Test func `own vectors decode to the JSON beside them`() throws {
        var findings = Findings()
        for vector in try Vectors.own() { Self.checkJSON(vector, &findings) }
        findings.expectNone()
    }

    @Test func `own vectors encode back to the same bytes`() throws {
        var findings = Findings()
        for vector in try Vectors.own() { Self.checkRoundTrip(vector, &findings) }
        findings.expectNone()
    }

    @Test func `own vectors are walked to the same fields`() throws {
        var findings = Findings()
        for vector in try Vectors.own() { Self.checkWalk(vector, &findings) }
        findings.expectNone()
    }

    private static func checkJSON(_ vector: MessageVector, _ findings: inout Findings) {
        guard let (type, version) = vector.type() else {
            return findings.fail("\(vector.id): no such message")
        }
        func json<M: Message>(_ type: M.Type) throws(DecodeError) -> MessageJSON {
            MessageJSON(
                try M.decode(vector.bytes, version: version), version: version,
                omittingRecords: true)
        }
        do {
            let found = try json(type)
            findings.check(
                found == vector.json,
                "\(vector.id):\n  \(found)\n  \(vector.json?.description ?? "")")
        } catch {
            findings.fail("\(vector.id): \(error)")
        }
    }

    private static func checkRoundTrip(_ vector: MessageVector, _ findings: inout Findings) {
        guard let (type, version) = vector.type() else {
            return findings.fail("\(vector.id): no such message")
        }
        do {
            let message = try type.decode(vector.bytes, version: version)
            let written = message.encoded(version: version)
            findings.check(
                written == vector.bytes, "\(vector.id):\n  \(written)\n  \(vector.bytes)")
        } catch {
            findings.fail("\(vector.id): \(error)")
        }
    }

    /// The walk covers every byte once, in order.
    private static func checkWalk(_ vector: MessageVector, _ findings: inout Findings) {
        guard let (type, version) = vector.type() else {
            return findings.fail("\(vector.id): no such message")
        }
        let (visits, error) = FieldWalk.visits(
            of: vector.bytes, as: type.fieldTable, version: version, visitsMax: .max)
        var position = 0
        for visit in visits where visit.range.lowerBound == position {
            position = visit.range.upperBound
        }
        findings.check(
            error == nil && position == vector.bytes.count,
            "\(vector.id): stopped at \(position), \(error.map { "\($0)" } ?? "")")
    }
}
