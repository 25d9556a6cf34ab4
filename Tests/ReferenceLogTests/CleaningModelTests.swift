// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records
import ReferenceLog
import TestSupport
import Testing

/// Random histories of a compacted log against a dictionary.
@Suite struct CleaningModelTests {
    /// What readers of committed data must end with.
    private struct Model {
        /// Value and offset of each key that was not deleted.
        var committed: [String: (value: String, offset: Int64)] = [:]
        /// What open transactions wrote, by producer.
        var open: [Int64: [(key: String, value: String?, offset: Int64)]] = [:]
        var sequences: [Int64: Int32] = [:]

        mutating func commit(_ writes: [(key: String, value: String?, offset: Int64)]) {
            for write in writes {
                // A transaction may be decided after a later record of the same key.
                if let known = latest[write.key], known > write.offset { continue }
                latest[write.key] = write.offset
                committed[write.key] = write.value.map { ($0, write.offset) }
            }
        }

        private var latest: [String: Int64] = [:]
    }

    @Test(arguments: 0..<10)
    func `Compaction never changes what a reader ends with`(_ run: Int) throws {
        let given = SeededGenerator()
        let seed = given.seed &+ UInt64(run)
        var random = SeededGenerator(seed: seed)
        let segmentBytes = Int.random(in: 300...3000, using: &random)
        let fixture = try LogFixture.compacted {
            $0.segmentBytes = segmentBytes
            $0.indexIntervalBytes = 200
            $0.deleteRetentionMillis = 30_000
            $0.minCleanableDirtyRatio = 0.1
        }
        let mapKeys = Int.random(in: 2...60, using: &random)
        fixture.changeOptions = {
            $0.cleanerMapBytes = mapKeys * KeyOffsetMap.slotBytes
            $0.cleanerSliceBytes = 500
            $0.cleanerPauseMillis = 1000
        }
        try fixture.reopen(cleanly: true)
        var model = Model()
        for step in 0..<150 {
            try act(fixture, &model, &random)
            if step % 5 == 0 { try check(fixture, model, "seed \(seed), step \(step)") }
        }
        fixture.clock.advance(by: 100_000)
        for _ in 0..<200 {
            let summary = try #require(try fixture.engine.clean(LogFixture.partition))
            if !summary.isMapFull { break }
        }
        try check(fixture, model, "seed \(seed), at the end")
        try fixture.engine.clean(LogFixture.partition)
        let before = try fixture.batches().map(\.bytes)
        fixture.clock.advance(by: 100_000)
        for _ in 0..<2 { try fixture.engine.clean(LogFixture.partition) }
        try check(fixture, model, "seed \(seed), cleaned again")
        let third = try fixture.batches().map(\.bytes)
        try fixture.engine.clean(LogFixture.partition)
        #expect(try fixture.batches().map(\.bytes) == third, "seed \(seed)")
        #expect(third.count <= before.count, "seed \(seed)")
    }

    private func act(
        _ fixture: LogFixture, _ model: inout Model, _ random: inout SeededGenerator
    ) throws {
        switch Int.random(in: 0..<30, using: &random) {
        case 0: try reopen(fixture, cleanly: true)
        case 1: try reopen(fixture, cleanly: false)
        case 2..<4:
            let producers = try fixture.log.activeProducers
            let end = try fixture.log.logEndOffset
            try fixture.engine.clean(LogFixture.partition)
            #expect(try fixture.log.activeProducers == producers)
            #expect(try fixture.log.logEndOffset == end)
        case 4..<10:
            _ = try fixture.engine.tick()
            if Bool.random(using: &random) { try fixture.flushAll() }
        case 10..<13: fixture.clock.advance(by: .random(in: 1...20_000, using: &random))
        case 13..<16:
            guard let id = model.open.keys.sorted().randomElement(using: &random) else { return }
            let commits = Bool.random(using: &random)
            try fixture.end(id, commits ? .commit : .abort)
            let writes = model.open.removeValue(forKey: id) ?? []
            if commits { model.commit(writes) }
        default: try append(fixture, &model, &random)
        }
    }

    private func append(
        _ fixture: LogFixture, _ model: inout Model, _ random: inout SeededGenerator
    ) throws {
        let pairs = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            (
                "k\(Int.random(in: 0..<12, using: &random))",
                Int.random(in: 0..<4, using: &random) == 0
                    ? nil : String(UInt16.random(in: 0...(.max), using: &random))
            )
        }
        let codec = try #require(CompressionCodec.allCases.randomElement(using: &random))
        let id = Int64.random(in: 0..<5, using: &random)
        let sequence = model.sequences[id] ?? 0
        let result = try fixture.put(pairs) {
            $0.codec = codec
            // 0 writes plainly, 1 and 2 idempotently, 3 and 4 in transactions.
            guard id > 0 else { return }
            $0.producerId = id
            $0.producerEpoch = 0
            $0.baseSequence = sequence
            $0.isTransactional = id > 2
        }
        model.sequences[id] = sequence + Int32(pairs.count)
        let writes = pairs.enumerated().map { index, pair in
            (key: pair.0, value: pair.1, offset: result.firstOffset + Int64(index))
        }
        if id > 2 { model.open[id, default: []] += writes } else { model.commit(writes) }
    }

    private func reopen(_ fixture: LogFixture, cleanly: Bool) throws {
        let before = try fixture.log.activeProducers
        try fixture.reopen(cleanly: cleanly)
        let log = try fixture.log
        log.advanceHighWatermark(to: log.logEndOffset)
        // A rewritten batch tells of the times that are left in it, as Kafka's does.
        func timeless(_ producers: [ProducerDescription]) -> [ProducerDescription] {
            producers.map { producer in
                var producer = producer
                producer.lastTimestamp = -1
                return producer
            }
        }
        #expect(timeless(log.activeProducers) == timeless(before))
    }

    private func check(_ fixture: LogFixture, _ model: Model, _ place: String) throws {
        // Records of open transactions hide nothing yet, but stand between.
        guard model.open.isEmpty else { return }
        let expected = model.committed.mapValues(\.value)
        #expect(try fixture.committedView() == expected, "\(place)")
        let stored = Set(try fixture.stored())
        for (key, latest) in model.committed {
            #expect(stored.contains("\(latest.offset):\(key)=\(latest.value)"), "\(place)")
        }
        #expect(try fixture.engine.recoveryFindings.isEmpty, "\(place)")
        #expect(try fixture.engine.uncleanablePartitions.isEmpty, "\(place)")
    }
}
