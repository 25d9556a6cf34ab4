// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Messages
import TestSupport
import Testing

/// Every message in every version, with values of our own.
struct SweepTests {
    @Test func `every version is read and written as its table says`() {
        var findings = Findings()
        for type in MessageCatalogue.all {
            for version in type.validVersions {
                for variant in TableEncoder.Variant.allCases {
                    Self.check(type, version, variant, &findings)
                }
            }
        }
        findings.expectNone()
    }

    @Test func `a default message is read back as it is`() {
        var findings = Findings()
        for type in MessageCatalogue.all {
            for version in type.validVersions {
                let bytes = type.init().encoded(version: version)
                do {
                    let again = try type.decode(bytes, version: version).encoded(version: version)
                    findings.check(again == bytes, "\(type.name) \(version): \(again) \(bytes)")
                } catch {
                    // A null that the schema forbids and nobody wrote: only as the default.
                    findings.check(
                        error.reason == .unexpectedNull, "\(type.name) \(version): \(error)")
                }
            }
        }
        findings.expectNone()
    }

    @Test func `a version outside the valid ones is a typed error`() {
        for type in MessageCatalogue.all {
            for version in [type.validVersions.upperBound + 1, -1, .max, .min] {
                let error = #expect(throws: DecodeError.self) {
                    try type.decode(.empty, version: version)
                }
                #expect(error?.reason == .unsupportedVersion(Int(version)))
            }
        }
    }

    @Test func `the corpus is what the tables give`() throws {
        let lines = Self.corpus()
        let file = PackageRoot.file("Fixtures/messages/vectors.jsonl")
        if ProcessInfo.processInfo.environment["ASSAY_WRITE_FIXTURES"] == "1" {
            try Data(lines.joined().utf8).write(to: URL(filePath: file))
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == lines.joined())
    }

    private static func check(
        _ type: any Message.Type, _ version: Int16, _ variant: TableEncoder.Variant,
        _ findings: inout Findings
    ) {
        let id = "\(type.name) \(version) \(variant)"
        let bytes = TableEncoder.encode(
            type.fieldTable, version: version, variant, seed: seed(id))
        do {
            let message = try type.decode(bytes, version: version)
            let written = message.encoded(version: version)
            findings.check(written == bytes, "\(id):\n  \(written)\n  \(bytes)")
        } catch {
            findings.fail("\(id): \(error) \(bytes)")
        }
    }

    /// A number that an id always gives.
    private static func seed(_ id: String) -> UInt64 {
        id.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }

    /// Every message once, and the versions of the APIs that every client uses.
    private static func corpus() -> [String] {
        let busy: Set<Int16> = [0, 1, 2, 3, 10, 11, 14, 18, 19, 22]
        var lines: [String] = []
        for type in MessageCatalogue.all {
            let table = type.fieldTable
            let isBusy =
                (table.kind == .request || table.kind == .response)
                && table.apiKey.map { busy.contains($0) } ?? false
            let last = type.validVersions.upperBound
            for version in isBusy ? type.validVersions : last...last {
                let variants = TableEncoder.Variant.allCases
                var variant = variants[(Int(version) + lines.count) % variants.count]
                if variant == .tagged && !type.isFlexible(version) { variant = .full }
                lines.append(line(type, version, variant))
            }
        }
        return lines
    }

    private static func line(
        _ type: any Message.Type, _ version: Int16, _ variant: TableEncoder.Variant
    ) -> String {
        let table = type.fieldTable
        let id = "own/\(type.name)/v\(version)/\(variant)"
        let bytes = TableEncoder.encode(table, version: version, variant, seed: seed(id))
        let json = try? json(type, bytes, version)
        return "{\"id\":\"\(id)\",\"kind\":\"\(table.kind.rawValue)\",\"name\":\"\(type.name)\","
            + "\"version\":\(version),\"variant\":\"\(variant)\",\"hex\":\"\(bytes)\","
            + "\"json\":\(json ?? "null")}\n"
    }

    private static func json<M: Message>(
        _ type: M.Type, _ bytes: ByteSlice, _ version: Int16
    ) throws -> String {
        MessageJSON(
            try M.decode(bytes, version: version), version: version, omittingRecords: true
        ).description
    }
}
