// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import Simulator

// What must hold whatever happened before: every reader's view is the list's.

extension HistoryRun {
    func check() throws {
        counts.checks += 1
        try checkContent()
        try checkStable()
        try checkCommitted()
        try checkTimes()
        try checkEpochs()
        try checkIndexes()
        try checkProducers()
    }

    /// The whole log in pages, as batches; every one must carry its checksum.
    func readAll(
        maxima: [Int], from: Int64? = nil, bound: ReadBound = .logEnd,
        aborted: (([AbortedTransaction]) -> Void)? = nil
    ) throws -> [ModelBatch] {
        let log = try log
        var found: [ModelBatch] = []
        var offset = from ?? log.logStartOffset
        var page = 0
        while true {
            let result = try log.read(
                from: offset, bytesMax: maxima[page % maxima.count], wholeFirstBatch: true,
                bound: bound)
            page += 1
            guard let region = result.region else { return found }
            aborted?(result.abortedTransactions)
            let bytes = try region.file.read(position: region.position, count: region.count)
            try require(bytes.count == region.count, "a region is longer than its file")
            let batches = try RecordSet.batches(in: bytes)
            try require(!batches.isEmpty, "a page from \(offset) holds no whole batch")
            for case .batch(let batch) in batches {
                try require(batch.computedCRC == batch.crc, "\(batch.baseOffset): bad checksum")
                try require(
                    batch.lastOffset >= offset && batch.baseOffset > found.last?.last ?? -1,
                    "batch \(batch.baseOffset) is not what follows \(offset)")
                found.append(try ModelBatch(batch, using: session.codecs))
                offset = batch.lastOffset + 1
            }
            if offset >= log.logEndOffset { return found }
        }
    }

    private func checkContent() throws {
        let expected = model.visible
        for maxima in [[1 << 20], [1, 100, 333]] {
            let found = try readAll(maxima: maxima)
            if found != expected {
                throw fail(
                    "reads \(Self.short(found)), not \(Self.short(expected))")
            }
        }
        guard let some = expected.randomElement(using: &sampling) else { return }
        let inside = Int64.random(in: max(some.base, model.start)...some.last, using: &sampling)
        let found = try readAll(maxima: [1 << 20], from: inside)
        try require(
            found == expected.filter { $0.last >= inside },
            "from \(inside) reads \(Self.short(found))")
    }

    private static func short(_ batches: [ModelBatch]) -> String {
        batches.map { batch in
            let lines =
                batch.commits != nil
                ? ["marker"]
                : batch.lines.map {
                    "\($0.key?.text ?? "")=\($0.value?.text ?? "")@\($0.timestamp)"
                }
            return "\(batch.base)..\(batch.last)e\(batch.leaderEpoch)p\(batch.producerId)"
                + "[\(lines.joined(separator: " "))]"
        }.joined(separator: " ")
    }

    /// A consumer that reads committed records drops what the aborted lists tell it to.
    private func checkCommitted() throws {
        let stable = try log.lastStableOffset
        var told: Set<AbortedTransaction> = []
        let batches = try readAll(maxima: [200], bound: .lastStable) { told.formUnion($0) }
        var dropping: Set<Int64> = []
        var waiting = told.sorted { $0.firstOffset < $1.firstOffset }[...]
        var seen: [ModelBatch.Line] = []
        for batch in batches {
            while let next = waiting.first, next.firstOffset <= batch.last {
                dropping.insert(next.producerId)
                waiting.removeFirst()
            }
            if let commits = batch.commits {
                if !commits { dropping.remove(batch.producerId) }
            } else if !(batch.isTransactional && dropping.contains(batch.producerId)) {
                seen += batch.lines.filter { $0.offset >= model.start && $0.offset < stable }
            }
        }
        let expected = model.committed(below: stable)
        if seen != expected {
            throw fail(
                "committed readers see \(seen.map(\.offset)), not \(expected.map(\.offset))")
        }
        if model.isCompacted { try checkLatest(seen, below: stable) }
    }

    /// A cleaned log still tells the latest committed value of every key, unless what superseded it
    /// is out of sight: above a high watermark that fell with a restart, or cut off.
    private func checkLatest(_ seen: [ModelBatch.Line], below stable: Int64) throws {
        let offsets = Set(seen.map(\.offset))
        for (key, line) in model.latest(below: stable)
        where line.offset >= model.start && line.value != nil && !offsets.contains(line.offset) {
            let cause = model.superseded[line.offset]
            try require(
                cause ?? -1 >= stable,
                "\(key.text) lost its latest value at \(line.offset), for \(cause ?? -1)")
        }
    }

    private func checkStable() throws {
        let found = try log.lastStableOffset
        try require(
            model.stableRange.contains(found), "stable \(found), not \(model.stableRange)")
    }

    /// Lookups by time equal a search through the first segment that reaches the time.
    private func checkTimes() throws {
        guard !model.isCompacted else { return }
        let lines = model.visible.flatMap(\.lines)
        guard let some = lines.randomElement(using: &sampling) else { return }
        let log = try log
        for time in [some.timestamp, some.timestamp + 1] {
            let bases = segmentBases + [Int64.max]
            var expected: Int64?
            for (base, next) in zip(bases, bases.dropFirst()) {
                let held = model.batches.filter {
                    $0.base >= base && $0.base < next && $0.base < model.end
                }
                guard min(next, model.end) > model.start,
                    held.contains(where: { $0.maxTimestamp >= time })
                else { continue }
                expected =
                    held.flatMap(\.lines).first {
                        $0.offset >= model.start && $0.timestamp >= time
                    }?.offset
                break
            }
            let found = try log.firstOffset(at: time, bound: .logEnd)
            try require(
                found?.offset == expected,
                "time \(time) is at \(found?.offset ?? -1), not \(expected ?? -1)")
        }
    }

    private func checkEpochs() throws {
        let log = try log
        for batch in model.visible.suffix(20) where batch.base >= model.epochsStart {
            let epoch = log.leaderEpoch(of: batch.base)
            try require(
                epoch == batch.leaderEpoch, "\(batch.base) has epoch \(epoch) in the cache")
        }
    }

    /// Every index entry is where a batch begins and holds its last offset.
    private func checkIndexes() throws {
        for base in segmentBases {
            let stem = EngineSession.long("orders-0/\(base)")
            guard let bytes = try? session.disk.content(of: stem + ".log"),
                let index = try? session.disk.content(of: stem + ".index")
            else { continue }
            var heads: [Int: Int64] = [:]
            var set = RecordSet(ByteSlice(bytes))
            var position = 0
            var last: Int64 = base - 1
            while let batch = try? set.next() {
                let start = RecordBatchViewStart.base(batch)
                try require(start > last, "segment \(base): batch \(start) after \(last)")
                heads[position] = batch.lastOffset
                last = batch.lastOffset
                position += batch.sizeInBytes
            }
            var previous: Int64 = -1
            var reader = ByteReader(ByteSlice(index))
            while reader.remaining >= 8 {
                let offset = Int64(try reader.readInt32()) + base
                let place = Int(try reader.readInt32())
                if place == 0 { break }
                try require(offset > previous, "index \(base): \(offset) after \(previous)")
                try require(
                    heads[place] == offset, "index \(base): \(offset) at \(place) is not there")
                previous = offset
            }
        }
    }

    /// What the list is sure of, the log knows.
    private func checkProducers() throws {
        let known = Dictionary(
            uniqueKeysWithValues: try log.activeProducers.map { ($0.producerId, $0) })
        for (id, producer) in model.producers where producer.isSure {
            guard let found = known[id] else { throw fail("producer \(id) is forgotten") }
            try require(
                found.epoch == producer.epoch
                    && found.lastSequence == producer.batches.last?.lastSequence ?? -1,
                "producer \(id) is at \(found.epoch)/\(found.lastSequence)")
            guard producer.isTransactionSure else { continue }
            if let first = producer.transactionFirstOffset, first < model.start { continue }
            try require(
                found.currentTransactionFirstOffset == producer.transactionFirstOffset,
                "producer \(id) has a transaction from "
                    + "\(found.currentTransactionFirstOffset ?? -1)")
        }
    }

    var segmentBases: [Int64] {
        session.disk.tree("\(EngineSession.directory)/orders-0").compactMap { file in
            guard let name = file.path.split(separator: "/").last, name.hasSuffix(".log") else {
                return nil
            }
            return Int64(name.dropLast(4))
        }.sorted()
    }
}

/// The first offset of an entry of a log.
private enum RecordBatchViewStart {
    static func base(_ stored: StoredBatch) -> Int64 {
        if case .batch(let batch) = stored { return batch.baseOffset }
        return stored.lastOffset
    }
}
