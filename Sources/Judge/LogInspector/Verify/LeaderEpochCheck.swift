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

    /// Begins with the file in `folder`, which need not be there.
    init(folder: String, isLive: Bool, log: FindingLog) {
        self.isLive = isLive
        path = "\(folder)/leader-epoch-checkpoint"
        self.log = log
        isThere = FolderListing.exists(path)
        guard isThere else {
            entries = []
            return
        }
        do throws(StorageError) {
            entries = try LeaderEpochText.read(path).entries
        } catch {
            entries = []
            log.add(Finding("L10", path: path, position: error.position, reason: error.found))
        }
        for (previous, entry) in zip(entries, entries.dropFirst())
        where entry.epoch <= previous.epoch || entry.startOffset <= previous.startOffset {
            log.add(
                Finding(
                    "L10", path: path, position: entry.position,
                    reason: "epoch \(entry.epoch) from \(entry.startOffset) after epoch"
                        + " \(previous.epoch) from \(previous.startOffset)"))
        }
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
            entries = (try? LeaderEpochText.read(path).entries) ?? entries
            index = -1
        }
        while index + 1 < entries.count, entries[index + 1].startOffset <= frame.baseOffset {
            index += 1
        }
        // Before the first entry are offsets below the log's start.
        guard isThere, index >= 0, entries[index].epoch != frame.leaderEpoch else { return }
        log.add(
            Finding(
                "L10", path: path, position: entries[index].position, offset: frame.baseOffset,
                reason: "epoch \(entries[index].epoch) holds offset \(frame.baseOffset), its batch"
                    + " carries epoch \(frame.leaderEpoch)"))
    }
}
