// SPDX-License-Identifier: Apache-2.0

import LogContract

extension PartitionCheck {
    /// What led up to a segment, to which the check goes back to read it once more.
    private struct Start {
        var replay: ProducerReplay
        var epochs: LeaderEpochCheck
        var nextOffset: Int64?
        var snapshots: ArraySlice<Int64>
    }

    private var start: Start {
        get {
            Start(replay: replay, epochs: epochs, nextOffset: nextOffset, snapshots: snapshots)
        }
        set {
            (replay, epochs) = (newValue.replay, newValue.epochs)
            (nextOffset, snapshots) = (newValue.nextOffset, newValue.snapshots)
        }
    }

    /// Verifies the segments of a log that a broker may be writing.
    ///
    /// Retention takes segments away and compaction puts others in their place, file by file. What
    /// looks wrong in a segment whose files were changed meanwhile is not told: the segment is
    /// read once more, and passed over when it changes again.
    func checkLiveSegments() {
        guard let last = folder.segments.last else { return }
        var left = folder.segments[...]
        var isSecond = false
        while let base = left.first {
            let next = left.dropFirst().first
            let before = start
            log.hold()
            let (segment, error) = check(base, next: next)
            let isActive = next == nil
            let isChanged = hasChanged(segment, next: next)
            if error == nil && !log.holdsBreach || !isChanged && (isSecond || !isActive) {
                log.release()
                if let error {
                    report(error)
                    replay.forget()
                }
                left.removeFirst()
                isSecond = false
                continue
            }
            log.drop()
            start = before
            let fresh = segments(from: base, upTo: last)
            if fresh.first == base && !isSecond {
                isSecond = true
            } else {
                let gone = left.prefix { $0 < fresh.first ?? .max }
                passOver(base, gone: gone.count)
                isSecond = false
            }
            left = fresh.drop { $0 == base && !isSecond }
        }
    }

    /// The segment, if its file could be opened, and what kept it from being read to its end.
    private func check(_ base: Int64, next: Int64?) -> (SegmentCheck?, StorageError?) {
        log.totals.segments += 1
        var segment: SegmentCheck?
        do throws(StorageError) {
            let opened = try SegmentCheck(self, base: base, nextBase: next)
            segment = opened
            try opened.run()
            return (segment, nil)
        } catch {
            return (segment, error)
        }
    }

    /// Whether the files of the segment are others now, or the next segment went into it.
    private func hasChanged(_ segment: SegmentCheck?, next: Int64?) -> Bool {
        guard let segment else { return true }
        return segment.hasChanged || next.map { !folder.has(.log, at: $0) } ?? false
    }

    /// The bases of the segments that are there now.
    private func segments(from base: Int64, upTo last: Int64) -> [Int64] {
        guard folder.isWhole else {
            return folder.segments.filter { $0 >= base && folder.has(.log, at: $0) }
        }
        // New segments behind the last are left out, or a fast writer would be followed for ever.
        let now = try? PartitionFolder(folder.path, marks: folder.marks)
        return now?.segments.filter { $0 >= base && $0 <= last } ?? []
    }

    /// Goes on behind a segment of which nothing is known; it and those behind it that `gone` counts
    /// are there no more.
    private func passOver(_ base: Int64, gone: Int) {
        let reason =
            switch gone {
            case 0: "changed twice while it was read, as compaction and truncation do"
            case 1: "gone since the folder was listed, as retention and compaction do"
            default: "gone since the folder was listed, and \(gone - 1) more behind it"
            }
        log.add(Finding("L10", .note, path: folder.file(.log, at: base), reason: reason))
        replay.forget()
        replay.isCompacted = true
        nextOffset = nil
        isEndUnknown = true
    }
}
