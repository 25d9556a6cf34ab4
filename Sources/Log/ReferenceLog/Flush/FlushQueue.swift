// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// What of one log directory waits to be made durable, and the one job under way.
///
/// A flush at a time: a second one would only wait behind the first in the disk's queue, while the
/// group that forms meanwhile shares one.
final class FlushQueue {
    /// Logs with a wish, in the order they came.
    private var waiting: [ReferencePartitionLog] = []
    /// Ends of single appends that each get a flush of their own.
    private var appends: [(log: ReferencePartitionLog, end: Int64)] = []
    private var checkpoints: [CheckpointWriter.Content] = []
    private let checkpointWriter = CheckpointWriter()
    /// Files that belong to no log yet, and who waits for them.
    private var files: [(targets: [FlushTarget], ticket: FlushTicket)] = []
    private var underWay: (number: UInt64, plans: [FlushPlan], tickets: [FlushTicket])?
    private var jobsMade: UInt64 = 0

    /// Has `log` flushed with the next job.
    func add(_ log: ReferencePartitionLog, _ wish: FlushState.Wish) {
        if log.flushState.wish == .nothing { waiting.append(log) }
        if wish.rawValue > log.flushState.wish.rawValue { log.flushState.wish = wish }
    }

    /// Has one append flushed by a job of its own.
    func addAppend(to log: ReferencePartitionLog, end: Int64) {
        appends.append((log, end))
    }

    /// Has a checkpoint written with the next job; a later content takes an earlier one's place.
    func addCheckpoint(_ path: String, _ content: ByteSlice) {
        checkpoints.removeAll { $0.path == path }
        checkpoints.append(checkpointWriter.content(of: path, content))
    }

    /// Writes a checkpoint before this returns; what waits for it, or is being written by the job
    /// under way, is outdated.
    func writeCheckpoint(
        _ path: String, _ content: ByteSlice, on disk: any Disk
    ) throws(StorageError) {
        try checkpointWriter.write(
            checkpointWriter.content(of: path, content), by: .owner, on: disk)
        checkpoints.removeAll { $0.path == path }
    }

    /// Has files that no log names yet made durable with the next job.
    func add(files targets: [FlushTarget]) -> FlushTicket {
        let ticket = FlushTicket()
        files.append((targets, ticket))
        return ticket
    }

    /// The next job; nil when nothing waits or one is under way.
    func take(on disk: any Disk) -> FlushJob? {
        guard underWay == nil else { return nil }
        var plans: [FlushPlan] = []
        if !appends.isEmpty {
            let (log, end) = appends.removeFirst()
            if let plan = log.flushPlan(.everything, upTo: end) { plans.append(plan) }
        } else {
            for log in waiting {
                let wish = log.flushState.wish
                log.flushState.wish = .nothing
                if let plan = log.flushPlan(wish, upTo: log.logEndOffset) { plans.append(plan) }
            }
            waiting.removeAll(keepingCapacity: true)
        }
        var targets = plans.flatMap(\.targets)
        targets += checkpoints.map { .checkpoint($0, checkpointWriter) }
        targets += files.flatMap(\.targets)
        let tickets = files.map(\.ticket)
        checkpoints = []
        files = []
        guard !targets.isEmpty else { return nil }
        jobsMade += 1
        underWay = (jobsMade, plans, tickets)
        return FlushJob(number: jobsMade, partitions: plans.map(\.log.partition)) {
            [targets] () throws(StorageError) in
            for target in targets { try target.flush(on: disk) }
        }
    }

    /// Ends the job under way; on success its logs are told.
    func finish(_ job: FlushJob, hasFailed: Bool) {
        guard let ended = underWay, ended.number == job.number else { return }
        underWay = nil
        if hasFailed { return }
        for plan in ended.plans { plan.log.took(plan) }
        for ticket in ended.tickets { ticket.settle() }
    }

    /// Lets go of everything that waits: the logs hold what holds this.
    func clear() {
        waiting = []
        appends = []
        checkpoints = []
        files = []
        underWay = nil
    }
}
