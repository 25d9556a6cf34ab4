// SPDX-License-Identifier: Apache-2.0

import Bytes
import CAllocation
import Messages
import TestSupport
import Testing

/// Bytes that end early, lie or make no sense are a typed error, and cost no more than they weigh.
struct HostileBytesTests {
    /// Every cut in release code; unoptimised code takes every message but fewer cuts of it.
    #if DEBUG
    private static let cutsMax = 24
    private static let mutations = 10_000
    private static let denseCount = 800
    #else
    private static let cutsMax = Int.max
    private static let mutations = 100_000
    private static let denseCount = 4000
    #endif

    @Test(.needs(Needs.golden)) func `Golden vectors cut anywhere are a typed error`() throws {
        Self.checkTruncations(of: try Vectors.golden())
    }

    @Test func `own vectors cut anywhere are a typed error`() throws {
        Self.checkTruncations(of: try Vectors.own())
    }

    @Test(.needs(Needs.golden)) func `Golden vectors survive mutation`() throws {
        Self.checkMutations(of: try Vectors.golden().filter { !$0.isFrame })
    }

    @Test func `own vectors survive mutation`() throws {
        Self.checkMutations(of: try Vectors.own())
    }

    /// Arrays full of the smallest elements there are: what costs most memory for its bytes.
    @Test func `dense arrays cost bounded memory`() {
        let many = Self.denseCount
        let shapes = [
            [many], [many, 1], [many, 1, 1], [1, many], [1, many, 1], [1, 1, many],
            [1, 1, many, 1], [60, many / 60], [60, many / 60, 1], [1, 60, many / 60], [16, 16, 16],
        ]
        var findings = Findings()
        for type in MessageCatalogue.all {
            for version in type.validVersions {
                for shape in shapes {
                    let bytes = TableEncoder.encode(
                        type.fieldTable, version: version, .sparse, counts: shape, seed: 1)
                    let (peak, error) = Self.measure(type, bytes, version)
                    findings.check(
                        peak <= Self.limit(bytes) && error == nil,
                        "\(type.name) \(version) \(shape): \(peak) for \(bytes.count), "
                            + "\(error as Any)"
                    )
                }
            }
        }
        findings.expectNone()
    }

    @Test func `what is allocated is counted`() {
        var kept: [[UInt8]] = []
        assay_allocation_begin()
        kept.append([UInt8](repeating: 1, count: 1 << 20))
        let peak = assay_allocation_end()
        #expect(peak >= 1 << 20 && peak < 1 << 21)
        #expect(kept.count == 1)
    }

    /// The bound that a decoder has to keep.
    private static func limit(_ bytes: ByteSlice) -> Int { 64 * bytes.count + 64 * 1024 }

    private static func measure(
        _ type: any Message.Type, _ bytes: ByteSlice, _ version: Int16
    ) -> (peak: Int, error: DecodeError?) {
        assay_allocation_begin()
        do throws(DecodeError) {
            var reader = ByteReader(bytes)
            let message = try type.init(from: &reader, version: version)
            try reader.finish()
            let peak = Int(assay_allocation_end())
            withExtendedLifetime(message) {}
            return (peak, nil)
        } catch {
            return (Int(assay_allocation_end()), error)
        }
    }

    private static func checkTruncations(of vectors: [MessageVector]) {
        var findings = Findings()
        for vector in vectors where !vector.isFrame {
            guard let (type, version) = vector.type() else { continue }
            let step = max(1, vector.bytes.count / cutsMax)
            for cut in stride(from: 0, to: vector.bytes.count, by: step) {
                let bytes = vector.bytes.prefix(cut)
                check(type, bytes, version, "\(vector.id) cut to \(cut)", &findings)
            }
        }
        findings.expectNone()
    }

    private static func checkMutations(of vectors: [MessageVector]) {
        var mutator = Mutator(random: SeededGenerator())
        var findings = Findings()
        for index in 0..<mutations {
            let vector = vectors[index % vectors.count]
            guard let (type, version) = vector.type() else { continue }
            let bytes = mutator.mutate(vector.bytes, type.fieldTable, version: version)
            check(type, bytes, version, "\(vector.id) mutated to \(bytes)", &findings)
        }
        findings.expectNone()
    }

    /// Decoding ends in a typed error that the walk finds too, or in a message that is stable.
    private static func check(
        _ type: any Message.Type, _ bytes: ByteSlice, _ version: Int16, _ what: String,
        _ findings: inout Findings
    ) {
        let (peak, error) = measure(type, bytes, version)
        findings.check(peak <= limit(bytes), "\(what): \(peak) bytes allocated")
        var walked: DecodeError?
        do throws(DecodeError) {
            try FieldWalk.walk(bytes, as: type.fieldTable, version: version) { _ in }
        } catch {
            walked = error
        }
        findings.check(
            walked?.reason == error?.reason && walked?.range == error?.range,
            "\(what): \(error as Any), walked \(walked as Any)")
        if let error { return checkRange(error, bytes, what, &findings) }
        do throws(DecodeError) {
            let once = try type.decode(bytes, version: version).encoded(version: version)
            let twice = try type.decode(once, version: version).encoded(version: version)
            findings.check(once == twice, "\(what): written as \(once), then \(twice)")
        } catch {
            findings.fail("\(what): not read back: \(error)")
        }
    }

    private static func checkRange(
        _ error: DecodeError, _ bytes: ByteSlice, _ what: String, _ findings: inout Findings
    ) {
        findings.check(
            error.range.lowerBound >= 0 && error.range.upperBound <= bytes.count,
            "\(what): \(error) is outside the bytes")
    }
}
