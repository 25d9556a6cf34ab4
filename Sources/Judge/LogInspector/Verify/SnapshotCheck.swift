// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Holds a producer snapshot against what the log says up to its offset.
struct SnapshotCheck {
    let replay: ProducerReplay
    let isLive: Bool
    let log: FindingLog

    /// Ids that are remembered to find those that stand in a snapshot twice.
    private static let rememberedMax = 500_000

    /// Compares the file at `path`.
    func compare(_ path: String) {
        do throws(StorageError) {
            try compare(ProducerSnapshotFile(path), path)
        } catch {
            // Brokers delete snapshots with their segments, and those of before the last few.
            let severity: Finding.Severity = isLive && error.code == .missing ? .note : .violation
            log.add(
                Finding(
                    "P3", severity, path: path, position: error.position, reason: error.found))
        }
    }

    private func compare(
        _ snapshot: ProducerSnapshotFile, _ path: String
    ) throws(StorageError) {
        var seen: Set<Int64> = []
        // Producers that wrote nothing for a day are forgotten, those in a transaction are not.
        var missing = replay.traces.compactMapValues(\.transactionFirstOffset)
        var position = Int64(ProducerSnapshotFile.headBytes)
        while let entry = try snapshot.next() {
            func breach(_ reason: String) {
                log.add(
                    Finding(
                        "P3", path: path, position: position,
                        reason: "producer \(entry.producerId): \(reason)"))
            }
            defer { position += Int64(ProducerSnapshotFile.Entry.bytes) }
            missing[entry.producerId] = nil
            if seen.count < Self.rememberedMax, !seen.insert(entry.producerId).inserted {
                breach("stands here twice")
            }
            guard let trace = replay.traces[entry.producerId] else {
                if replay.isComplete && !replay.isCompacted && !replay.isOverfull {
                    breach("the log knows no such producer")
                }
                continue
            }
            for difference in differences(entry, trace) { breach(difference) }
        }
        for (id, first) in missing {
            log.add(
                Finding(
                    "P3", path: path,
                    reason: "producer \(id) is missing, its transaction from \(first) is open"))
        }
    }

    private func differences(
        _ entry: ProducerSnapshotFile.Entry, _ trace: ProducerTrace
    ) -> [String] {
        var texts: [String] = []
        func compare<Value: Equatable>(_ what: String, _ stored: Value, _ found: Value) {
            if stored != found { texts.append("\(what) \(stored), the log says \(found)") }
        }
        // Markers and batches that compaction removed raised epochs and ended transactions.
        if replay.isCompacted {
            if entry.epoch < trace.epoch { compare("epoch", entry.epoch, trace.epoch) }
            return texts
        }
        compare("epoch", entry.epoch, trace.epoch)
        guard trace.isComplete else { return texts }
        compare(
            "open transaction", entry.transactionFirstOffset.map { "from \($0)" } ?? "none",
            trace.transactionFirstOffset.map { "from \($0)" } ?? "none")
        compare("last offset", entry.lastOffset, trace.lastOffset)
        if entry.lastOffset == trace.lastOffset && trace.lastOffset >= 0 {
            compare("last sequence", entry.lastSequence, trace.lastSequence)
            compare("offset delta", entry.offsetDelta, trace.offsetDelta)
        }
        compare("coordinator epoch", entry.coordinatorEpoch, trace.coordinatorEpoch)
        compare("timestamp", entry.timestamp, trace.timestamp)
        return texts
    }
}
