// SPDX-License-Identifier: Apache-2.0

extension PartitionCheck {
    /// Holds the directory's checkpoints against the log.
    func checkMarks() {
        let marks = folder.marks
        let end = max(nextOffset ?? 0, folder.segments.last ?? 0)
        // Checkpoints are written now and then; behind an unclean stop they may be ahead of a log
        // that lost its tail.
        let severity: Finding.Severity = mayHaveTail ? .tail : .violation
        let rule = nextOffset == nil ? "L5" : "L1"
        if let start = marks.logStart, start > end {
            add(rule, severity, "log start \(start) behind the log's end at \(end)")
        }
        if let highWatermark = marks.highWatermark {
            if highWatermark > end {
                add(
                    rule, severity, "high watermark \(highWatermark) behind the log's end at \(end)"
                )
            }
            if let start = marks.logStart, start > highWatermark {
                add("L1", severity, "log start \(start) behind the high watermark \(highWatermark)")
            }
        }
        if let point = marks.recoveryPoint, point > end, !options.isLive {
            add(
                "L4", .violation,
                "the log ends at \(end), and everything below \(point) was on the disk itself")
        }
        if let dirty = marks.firstDirty, let active = folder.segments.last, dirty > active,
            !options.isLive
        {
            add("K4", severity, "cleaned up to \(dirty), into the last segment from \(active)")
        }
    }

    private func add(_ rule: String, _ severity: Finding.Severity, _ reason: String) {
        log.add(Finding(rule, severity, path: folder.path, reason: reason))
    }

    /// The cleaner stops at the first open transaction: one below its checkpoint lost its marker.
    func checkOpenTransactions() {
        guard replay.isComplete, !replay.isOverfull else { return }
        for open in replay.openTransactions {
            if let dirty = folder.marks.firstDirty, open.firstOffset < dirty {
                log.add(
                    Finding(
                        "K6", path: folder.path, offset: open.firstOffset,
                        reason: "the transaction of producer \(open.producerId) from"
                            + " \(open.firstOffset) has no marker below \(dirty), where the log"
                            + " was cleaned"))
            } else {
                log.add(
                    Finding(
                        "P5", .note, path: folder.path, offset: open.firstOffset,
                        reason: "producer \(open.producerId) has an open transaction from"
                            + " \(open.firstOffset)"))
            }
        }
    }
}
