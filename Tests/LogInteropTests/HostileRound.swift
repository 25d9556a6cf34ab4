// SPDX-License-Identifier: Apache-2.0

import CAllocation
import LogContract
import Records
import ReferenceLog

/// One damaged directory, opened and used as a broker uses it.
struct HostileRound {
    private let template: HostileTemplate
    private let disk: MemoryDisk

    init(_ template: HostileTemplate) {
        self.template = template
        disk = template.disk.copy()
    }

    /// The bound: what is read whole is a few times the files, and an engine has its own needs.
    static func limit(_ bytes: Int) -> Int { 32 * bytes + (1 << 20) }

    /// Damages one file of each partition, and now and then one of the directory's own.
    func run(_ mutator: inout FileMutator, _ report: inout HostileReport) {
        var done: [FileMutator.Mutation] = []
        for (folder, paths) in template.files.sorted(by: { $0.key < $1.key }) {
            if folder.isEmpty && Int.random(in: 0..<4, using: &mutator.random) != 0 { continue }
            done.append(mutator.mutate(paths, on: disk))
        }
        report.mutations += done.count
        report.directories += 1
        let bytes = disk.bytesInUse
        assay_allocation_begin()
        let outcome = use(after: done)
        let peak = Int(assay_allocation_end())
        report.note(peak: peak, of: bytes)
        let what = { done.map { "\($0.path): \($0.what)" }.joined(separator: "; ") }
        if peak > Self.limit(bytes) {
            report.fail("\(peak) bytes for \(bytes), \(what())")
        }
        if disk.budget.isExhausted { report.fail("works for ever, \(what())") }
        switch outcome {
        case .sound: break
        case .refused(let error): report.refuse(error)
        case .broken(let rule): report.fail("\(rule), \(what())")
        }
    }

    private enum Outcome {
        case sound
        /// The directory was not opened, or a log in it.
        case refused(StorageError)
        /// The engine opened it and breaks a rule.
        case broken(String)
    }

    /// Opens, reads, writes, closes, and opens again.
    private func use(after mutations: [FileMutator.Mutation]) -> Outcome {
        let engine: ReferenceLogEngine
        do {
            engine = try HostileTemplate.open(disk, template.clusterId, template.clock)
        } catch {
            return .refused(error)
        }
        var ends: [TopicPartition: Int64] = [:]
        var refusal: StorageError?
        for (partition, log) in engine.logs.sorted(by: { $0.key < $1.key }) {
            if let failure = log.failure {
                refusal = failure
                continue
            }
            if let rule = losses(log, partition, after: mutations) {
                return .broken("\(partition): \(rule)")
            }
            if let rule = LogRules.broken(by: log, HostileTemplate.config) {
                return .broken("\(partition): \(rule)")
            }
            ends[partition] = log.logEndOffset
        }
        do {
            _ = try engine.tick()
            try engine.close()
        } catch {
            return .broken("not closed: \(error)")
        }
        let outcome = reopen(expecting: ends)
        if case .sound = outcome, let refusal { return .refused(refusal) }
        return outcome
    }

    /// Whatever an index, a snapshot or the epochs say: what the batches hold is there.
    private func losses(
        _ log: any PartitionLog, _ partition: TopicPartition,
        after mutations: [FileMutator.Mutation]
    ) -> String? {
        let folder = "/\(partition)/"
        let isWhole = mutations.allSatisfy { mutation in
            mutation.path.contains(folder)
                ? mutation.leavesBatches : mutation.path.contains("-0/")
        }
        guard isWhole, let end = template.ends[partition] else { return nil }
        if log.logEndOffset != end { return "ends at \(log.logEndOffset), not \(end)" }
        // A start that was moved and not noted before the kill stands where it was.
        let read = LogRules.batches(of: log)
        let expected = template.batches[partition] ?? []
        return read.suffix(expected.count) == expected[...]
            ? nil : "\(read.count) batches can be read, up to \(read.last ?? -1)"
    }

    /// What was opened once and closed cleanly opens again, and ends where it did.
    private func reopen(expecting ends: [TopicPartition: Int64]) -> Outcome {
        do {
            let engine = try HostileTemplate.open(disk, template.clusterId, template.clock)
            for (partition, end) in ends {
                guard let log = engine.logs[partition] else {
                    return .broken("\(partition): gone when opened again")
                }
                guard log.logEndOffset == end else {
                    return .broken(
                        "\(partition): ends at \(log.logEndOffset) when opened again, not \(end)")
                }
            }
        } catch {
            return .broken("not opened again: \(error)")
        }
        return .sound
    }
}
