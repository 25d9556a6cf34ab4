// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Holds a `leader-epoch-checkpoint` against the epochs that batches carry.
struct LeaderEpochCheck {
    private let path: String
    private var entries: [LeaderEpochText.Entry]
    private let log: FindingLog
    private var index = -1
    private var latest: Int32 = -1
    private let isThere: Bool
    private let isLive: Bool
    /// The epoch for which the file was read once more.
    private var soughtEpoch: Int32 = -1

    /// Where the entries begin that are not held, in a file of more than `entriesMax`.
    private var unheldFrom: Int64 = .max

    private static let entriesMax = 500_000

    /// Begins with the file in `folder`, which need not be there.
    init(folder: String, isLive: Bool, log: FindingLog) {
        path = "\(folder)/leader-epoch-checkpoint"
        self.isLive = isLive
        self.log = log
        entries = []
        isThere = FolderListing.exists(path)
        guard isThere else { return }
        do throws(StorageError) {
            try read { log.add($0) }
        } catch {
            log.add(Finding("L10", path: path, position: error.position, reason: error.found))
        }
    }

    /// Reads the file and tells which of its entries do not follow the one before.
    private mutating func read(_ found: (Finding) -> Void) throws(StorageError) {
        let text = try LeaderEpochText(path)
        var held: [LeaderEpochText.Entry] = []
        var unheldFrom = Int64.max
        var previous: LeaderEpochText.Entry?
        while let entry = try text.next() {
            if let previous,
                entry.epoch <= previous.epoch || entry.startOffset <= previous.startOffset
            {
                found(
                    Finding(
                        "L10", path: path, position: entry.position,
                        reason: "epoch \(entry.epoch) from \(entry.startOffset) after epoch"
                            + " \(previous.epoch) from \(previous.startOffset)"))
            }
            previous = entry
            if held.count < Self.entriesMax {
                held.append(entry)
            } else {
                unheldFrom = min(unheldFrom, entry.startOffset)
            }
        }
        (entries, self.unheldFrom, index) = (held, unheldFrom, -1)
    }

    /// Takes in a batch of a segment file.
    mutating func take(_ frame: BatchFrame, in segment: String) {
        guard frame.leaderEpoch >= 0 else { return }
        if frame.leaderEpoch < latest {
            log.add(
                Finding(
                    "L4", path: segment, position: frame.position + 12, offset: frame.baseOffset,
                    reason: "leader epoch \(frame.leaderEpoch) after \(latest)"))
        }
        latest = max(latest, frame.leaderEpoch)
        if isLive, isThere, frame.leaderEpoch > max(soughtEpoch, entries.last?.epoch ?? -1) {
            // A leader was elected since the file was read.
            soughtEpoch = frame.leaderEpoch
            try? read { _ in }
        }
        while index + 1 < entries.count, entries[index + 1].startOffset <= frame.baseOffset {
            index += 1
        }
        // Before the first entry are offsets below the log's start.
        guard isThere, index >= 0, entries[index].epoch != frame.leaderEpoch,
            frame.baseOffset < unheldFrom
        else { return }
        log.add(
            Finding(
                "L10", path: path, position: entries[index].position, offset: frame.baseOffset,
                reason: "epoch \(entries[index].epoch) holds offset \(frame.baseOffset), its batch"
                    + " carries epoch \(frame.leaderEpoch)"))
    }
}
