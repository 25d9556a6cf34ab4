// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records

/// Verifies one replica of one partition: every segment in order, and what stands beside them.
final class PartitionCheck {
    let folder: PartitionFolder
    let options: VerifyOptions
    let log: FindingLog
    let batchCheck: BatchCheck
    let progress: (Int64, String) -> Void

    var replay = ProducerReplay(isComplete: false)
    var epochs: LeaderEpochCheck
    /// Offset behind the last sound batch; nil before the first.
    var nextOffset: Int64?
    /// Those that are still to be compared, the earliest first.
    var snapshots: ArraySlice<Int64>
    /// The first damage at which a start will cut the log, while what goes with it is counted.
    private var cut: Finding?
    /// Whether the last segment could not be read because a broker changed it.
    var isEndUnknown = false

    init(
        _ folder: PartitionFolder, options: VerifyOptions, codecs: RecordCodecs, log: FindingLog,
        progress: @escaping (Int64, String) -> Void
    ) {
        self.folder = folder
        self.options = options
        self.log = log
        self.progress = progress
        batchCheck = BatchCheck(codecs: codecs, unpackBytesMax: options.unpackBytesMax)
        epochs = LeaderEpochCheck(folder: folder.path, isLive: options.isLive, log: log)
        snapshots = folder.snapshots[...]
    }

    /// Whether the end of the log may be half written: it was not stopped cleanly, or is not known
    /// to have been.
    var mayHaveTail: Bool { options.isLive || folder.marks.isClean != true }

    func run() {
        log.totals.partitions += 1
        checkNames()
        beginReplay()
        if options.isLive { checkLiveSegments() } else { checkSegments() }
        tellCut()
        if !folder.segments.isEmpty && !isEndUnknown {
            finishSnapshots()
            checkMarks()
            checkOpenTransactions()
        }
        checkMetadataSnapshots()
    }

    private func checkSegments() {
        for (index, base) in folder.segments.enumerated() {
            log.totals.segments += 1
            let next = index + 1 < folder.segments.count ? folder.segments[index + 1] : nil
            do throws(StorageError) {
                let segment = try SegmentCheck(self, base: base, nextBase: next)
                try segment.run()
            } catch {
                report(error)
                replay.forget()
            }
        }
    }

    // MARK: What a start will cut

    /// Tells of damage at which a recovery would cut the segment from `base`, that and the `bytes`
    /// behind it; the first such waits until what else goes is counted.
    func addCutting(_ finding: Finding, in base: Int64, bytes: Int64) {
        guard cut == nil, willRecover(base) else {
            log.add(finding)
            return
        }
        cut = finding
        cut?.cut = ExpectedCut(bytes: bytes)
    }

    /// Whether it is known that a start will read the segment from `base` and cut it at damage.
    private func willRecover(_ base: Int64) -> Bool {
        guard !options.isLive, folder.marks.isClean == false, let first = folder.firstRecovered
        else { return false }
        return [.live, .future].contains(folder.standing) && base >= folder.segments[first]
    }

    /// A segment of so many bytes follows.
    func countCut(segmentBytes bytes: Int64) { cut?.cut?.bytes += bytes }

    /// A sound batch follows.
    func countCutBatch() { cut?.cut?.soundBatches += 1 }

    private func tellCut() {
        guard var finding = cut, let extent = finding.cut else { return }
        cut = nil
        let bytes = Quantity.text(extent.bytes, "byte")
        let batches = Quantity.text(extent.soundBatches, "sound batch", "sound batches")
        finding.reason +=
            "; the stop was not a clean one: the next start cuts the log here, \(bytes) with"
            + " \(batches) behind the damage; copy the folder before, or bring a replica"
        log.addInAnyCase(finding)
    }

    /// Tells what kept a file from being read; one that a running broker took away is no breach.
    func report(_ error: StorageError, rule: String = "L10") {
        log.add(
            Finding(
                rule, options.isLive && error.code == .missing ? .note : .violation,
                path: error.path, position: error.position,
                reason: "\(error.operation): \(error.found)"))
    }

    private func checkNames() {
        if let remark = folder.standing.remark {
            log.add(Finding("L10", .note, path: folder.path, reason: remark))
        }
        if folder.segments.isEmpty && folder.partition != nil {
            log.add(Finding("L13", path: folder.path, reason: "no segment"))
        }
        for name in folder.unsettled {
            let path = "\(folder.path)/\(name)"
            switch FileName(name)?.stage {
            case .cleaned, .swap:
                let isClean = folder.marks.isClean == true
                log.add(
                    options.isLive
                        ? Finding("K7", .note, path: path, reason: "a compaction is under way")
                        : Finding(
                            "K7", isClean ? .violation : .tail, path: path,
                            reason: "a compaction that was not finished"))
            case .corrupt:
                log.add(Finding("L7", .note, path: path, reason: "set aside by a recovery"))
            default: break
            }
        }
        if let path = folder.names.first(where: { $0 == "partition.metadata" }) {
            checkTopicId("\(folder.path)/\(path)")
        }
    }

    private func checkTopicId(_ path: String) {
        do throws(StorageError) {
            let pairs = try PropertyText.read(path, separator: ":")
            let id = pairs.first { $0.name == "topic_id" }.flatMap { Uuid($0.value) }
            if id == nil || id == .zero {
                log.add(Finding("L10", path: path, position: 0, reason: "no topic id"))
            }
        } catch {
            report(error)
        }
    }

    /// Producers are known from the log's first offset on, or from a snapshot at its first base.
    private func beginReplay() {
        guard let base = folder.segments.first else { return }
        replay.isComplete = base == 0
        guard base > 0, folder.snapshots.contains(base) else { return }
        // That it cannot be read is told when it is compared.
        do throws(StorageError) {
            try replay.begin(with: ProducerSnapshotFile(folder.file(.snapshot, at: base)))
        } catch {
            replay.forget()
        }
    }

    /// Compares the snapshots that stand at or below `offset`, where the replay is now.
    func compareSnapshots(upTo offset: Int64) {
        while let snapshot = snapshots.first, snapshot <= offset {
            log.totals.snapshots += 1
            SnapshotCheck(replay: replay, isLive: options.isLive, log: log).compare(
                folder.file(.snapshot, at: snapshot))
            snapshots.removeFirst()
        }
    }

    private func finishSnapshots() {
        let end = max(nextOffset ?? 0, folder.segments.last ?? 0)
        compareSnapshots(upTo: end)
        for snapshot in snapshots {
            log.add(
                Finding(
                    "P3", mayHaveTail ? .tail : .violation,
                    path: folder.file(.snapshot, at: snapshot), offset: snapshot,
                    reason: "behind the log's end at \(end)"))
        }
    }

    /// Snapshots of the metadata log are batches too.
    private func checkMetadataSnapshots() {
        for name in folder.names {
            guard let meaning = FileName(name), meaning.kind == .metadataSnapshot,
                meaning.stage == .live
            else { continue }
            do throws(StorageError) {
                try checkMetadataSnapshot("\(folder.path)/\(name)")
            } catch {
                report(error)
            }
        }
    }

    private func checkMetadataSnapshot(_ path: String) throws(StorageError) {
        let reader = try SegmentReader(path)
        while true {
            switch try reader.next() {
            case .end: return
            case .tail(let tail):
                log.add(Finding("L7", path: path, position: tail.position, reason: tail.reason))
                return
            case .batch(let batch):
                let streamed = batch.isWhole ? nil : try reader.checksum(of: batch.frame)
                let outcome = batchCheck.check(batch, streamed: streamed, isDeep: true)
                log.totals.batches += 1
                log.totals.records += Int64(outcome.records)
                for breach in outcome.breaches {
                    log.add(
                        Finding(
                            breach.rule, path: path,
                            position: batch.frame.position + Int64(breach.position),
                            offset: batch.frame.baseOffset, reason: breach.reason))
                }
            }
        }
    }
}
