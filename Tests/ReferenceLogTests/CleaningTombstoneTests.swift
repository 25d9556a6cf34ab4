// SPDX-License-Identifier: Apache-2.0

import LogContract
import Records
import ReferenceLog
import Testing

/// Tombstones: how long they are seen, and that they go (KIP-534).
@Suite struct CleaningTombstoneTests {
    private let partition = LogFixture.partition

    @Test func `A tombstone stays for its time and then goes`() throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", "1"), ("b", "1")])
        try fixture.put([("a", nil), ("c", "1")])
        try fixture.roll()
        let times = try fixture.batches()[1].records(using: fixture.codecs).map(\.timestamp)
        try fixture.engine.clean(partition)
        let stamped = try fixture.batches()[1]
        #expect(stamped.deleteHorizonMillis == fixture.clock.nowMillis + 60_000)
        #expect(try stamped.records(using: fixture.codecs).map(\.timestamp) == times)
        #expect(stamped.maxTimestamp == times.max())
        #expect(try fixture.stored() == ["1:b=1", "2:a=-", "3:c=1", "4:the end=of 4"])

        fixture.clock.advance(by: 59_999)
        try fixture.engine.clean(partition)
        #expect(try fixture.batches()[1].bytes == stamped.bytes)
        fixture.clock.advance(by: 1)
        try fixture.engine.clean(partition)
        #expect(try fixture.stored() == ["1:b=1", "3:c=1", "4:the end=of 4"])
        // The horizon stays on the batch, times still count from it.
        let last = try fixture.batches()[1]
        #expect(last.deleteHorizonMillis == stamped.deleteHorizonMillis)
        #expect(try last.records(using: fixture.codecs).map(\.timestamp) == [times[1]])
    }

    @Test func `A tombstone that was overwritten goes at once`() throws {
        let fixture = try LogFixture.compacted()
        try fixture.put([("a", nil)])
        try fixture.put([("a", "2")])
        try fixture.roll()
        try fixture.engine.clean(partition)
        #expect(try fixture.stored() == ["1:a=2", "2:the end=of 2"])
    }

    @Test func `A batch that loses its only tombstone is removed`() throws {
        let fixture = try LogFixture.compacted { $0.deleteRetentionMillis = 0 }
        try fixture.put([("a", nil)])
        try fixture.put([("b", "1")])
        try fixture.roll()
        try fixture.engine.clean(partition)
        #expect(try fixture.batches()[0].deleteHorizonMillis == fixture.clock.nowMillis)
        try fixture.engine.clean(partition)
        #expect(try fixture.batches()[0].baseOffset == 1)
    }

    @Test func `An infinite retention never lets a tombstone go`() throws {
        let fixture = try LogFixture.compacted { $0.deleteRetentionMillis = .max }
        try fixture.put([("a", nil)])
        try fixture.roll()
        for _ in 0..<3 {
            try fixture.engine.clean(partition)
            fixture.clock.advance(by: 1 << 40)
        }
        #expect(try fixture.stored().first == "0:a=-")
        #expect(try fixture.batches()[0].deleteHorizonMillis == .max)
    }
}
