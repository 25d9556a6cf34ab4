// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Random histories against a list in memory.
@Suite struct HistoryTests {
    @Test(arguments: 0..<12)
    func `a log holds what a list holds`(_ run: Int) throws {
        let given = SeededGenerator()
        var random = SeededGenerator(seed: given.seed &+ UInt64(run))
        let segmentBytes = Int.random(in: 300...4000, using: &random)
        let interval = Int.random(in: 1...500, using: &random)
        let fixture = try LogFixture {
            $0.segmentBytes = segmentBytes
            $0.indexIntervalBytes = interval
        }
        var model: [String?] = []
        for step in 0..<120 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0: try fixture.reopen(cleanly: true)
            case 1:
                try fixture.reopen(cleanly: false)
            case 2..<5:
                fixture.clock.advance(by: .random(in: 0...10_000, using: &random))
                _ = try fixture.engine.tick()
            case 5..<9 where !model.isEmpty:
                let from = Int.random(in: 0..<model.count, using: &random)
                let page = Int.random(in: 1...2000, using: &random)
                let log = try fixture.log
                log.advanceHighWatermark(to: log.logEndOffset)
                #expect(
                    try fixture.values(from: Int64(from), pageBytes: page)
                        == Array(model[from...]), "step \(step)")
            default:
                model += try append(to: fixture, &random)
            }
            #expect(try fixture.log.logEndOffset == Int64(model.count), "step \(step)")
        }
        let log = try fixture.log
        log.advanceHighWatermark(to: log.logEndOffset)
        #expect(try fixture.values() == model)
        #expect(try fixture.engine.recoveryFindings.isEmpty)
    }

    private func append(
        to fixture: LogFixture, _ random: inout SeededGenerator
    ) throws -> [String] {
        let codec = try #require(CompressionCodec.allCases.randomElement(using: &random))
        let values = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            String(UInt64.random(in: 0...(.max), using: &random))
        }
        let now = fixture.clock.nowMillis
        let records = values.map {
            Record(
                key: "k", value: $0,
                timestamp: now - Int64.random(in: 0...100_000, using: &random))
        }
        let before = try fixture.log.logEndOffset
        let result = try fixture.append(RecordBatchBuilder(records, codec: codec))
        #expect(result.firstOffset == before)
        return values
    }
}
