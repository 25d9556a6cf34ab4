// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog
import Simulator
import Testing

/// Something goes wrong at any call of a round of compaction.
@Suite struct CleaningFaultTests {
    private static let partition = CleaningSubject.partition

    /// What stands in the log before a round and after one, and after one more record.
    private struct Reference {
        let before: ByteSlice
        let after: ByteSlice
        let afterMore: ByteSlice
        let beforeMore: ByteSlice

        init() throws {
            let undisturbed = try CleaningSubject()
            before = try undisturbed.stored()
            try #require(undisturbed.engine).clean(CleaningFaultTests.partition)
            after = try undisturbed.stored()
            try undisturbed.writeMore()
            afterMore = try undisturbed.stored()
            let uncleaned = try CleaningSubject()
            try uncleaned.writeMore()
            beforeMore = try uncleaned.stored()
        }
    }

    static let fullDisks = [
        DiskFault(.noSpace, operations: [.create, .empty, .write, .truncate, .rename]),
        DiskFault(.shortWrite(bytes: 0), operations: [.write]),
        DiskFault(.shortWrite(bytes: 5), operations: [.write]),
        // The disk stays full until somebody makes room.
        DiskFault(.noSpace, operations: [.create, .write], isLasting: true),
    ]

    @Test(arguments: fullDisks)
    func `A full disk ends a round and nothing else`(fault: DiskFault) throws {
        let reference = try Reference()
        var points = 0
        for skipped in 0..<1000 {
            let subject = try CleaningSubject()
            guard let error = try failure(of: subject, under: fault, skipping: skipped) else {
                break
            }
            points += 1
            let engine = try #require(subject.engine)
            if engine.failure != nil {
                // Only what is half replaced cannot be undone.
                #expect(error.code == .io && error.operation == "rename", "\(error)")
                try recover(subject, reference, "\(skipped)")
                continue
            }
            #expect(error.code == .noSpace, "\(skipped): \(error)")
            #expect(subject.leftovers.isEmpty, "\(skipped): \(subject.leftovers)")
            // What follows the replacement is but a note of how far the log is clean.
            let isReplaced = error.path.contains("checkpoint")
            #expect(
                try subject.stored() == (isReplaced ? reference.after : reference.before),
                "\(skipped): \(error)")
            try subject.writeMore()
            #expect(
                try subject.stored() == (isReplaced ? reference.afterMore : reference.beforeMore))
            if skipped % 2 == 0 { try subject.crash() }
            try #require(subject.engine).clean(Self.partition)
            #expect(try subject.stored() == reference.afterMore, "\(skipped): \(error)")
            #expect(subject.leftovers.isEmpty, "\(skipped): \(subject.leftovers)")
        }
        #expect(points > 3)
    }

    static let broken = [
        DiskFault(.inputOutput, operations: [.sync, .syncDirectory]),
        DiskFault(.inputOutput, operations: [.rename]),
        DiskFault(.inputOutput, operations: [.create, .write, .unlink]),
        DiskFault(.inputOutput, operations: [.open, .read]),
    ]

    @Test(arguments: broken)
    func `A failing call takes the directory offline`(fault: DiskFault) throws {
        let reference = try Reference()
        var points = 0
        for skipped in 0..<1000 {
            let subject = try CleaningSubject()
            guard let error = try failure(of: subject, under: fault, skipping: skipped) else {
                break
            }
            points += 1
            #expect(error.code == .io, "\(skipped): \(error)")
            #expect(try #require(subject.engine).failure != nil, "\(skipped): \(error)")
            #expect(throws: AppendRefusal.self) { try subject.writeMore() }
            #expect(throws: StorageError.self) {
                try #require(subject.engine).clean(Self.partition)
            }
            if skipped % 2 == 0 { subject.disk.losePower(.losesAll) }
            try recover(subject, reference, "\(skipped): \(error)")
        }
        #expect(points > 3)
    }

    @Test func `A round under way gives up on a full disk, and is made up for`() throws {
        let reference = try Reference()
        let subject = try CleaningSubject()
        subject.disk.inject(DiskFault(.noSpace, operations: [.write], suffix: ".log.cleaned"))
        subject.clock.advance(by: 100_000)
        for _ in 0..<5 where subject.disk.pendingFaults > 0 {
            _ = try #require(subject.engine).tick()
            subject.engine?.flushPending()
        }
        #expect(subject.disk.pendingFaults == 0)
        #expect(try #require(subject.engine).uncleanablePartitions.isEmpty)
        #expect(try subject.stored() == reference.before)
        #expect(subject.leftovers.isEmpty)
        for _ in 0..<8 {
            subject.clock.advance(by: 20_000)
            _ = try #require(subject.engine).tick()
            subject.engine?.flushPending()
        }
        #expect(try subject.stored().count < reference.before.count)
    }

    /// Why a round failed under a fault at a later call; nil when it was not reached.
    private func failure(
        of subject: CleaningSubject, under fault: DiskFault, skipping: Int
    ) throws -> StorageError? {
        var fault = fault
        fault.skipping = skipping
        subject.disk.inject(fault)
        do {
            try #require(subject.engine).clean(Self.partition)
            #expect(subject.disk.pendingFaults == 1, "a failure was not told")
            return nil
        } catch let error as StorageError {
            subject.disk.healAll()
            return error
        }
    }

    /// Opens the directory anew: the old set or the new is there, and a round gives the new.
    private func recover(
        _ subject: CleaningSubject, _ reference: Reference, _ what: String
    ) throws {
        try subject.crash()
        let stored = try subject.stored()
        #expect(stored == reference.before || stored == reference.after, "\(what)")
        #expect(subject.leftovers.isEmpty, "\(what): \(subject.leftovers)")
        try #require(subject.engine).clean(Self.partition)
        #expect(try subject.stored() == reference.after, "\(what)")
    }
}
