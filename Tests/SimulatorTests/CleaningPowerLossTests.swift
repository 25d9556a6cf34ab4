// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import ReferenceLog
import Simulator
import TestSupport
import Testing

/// The power goes at any change that a round of compaction makes, and takes any part of what was
/// not synced: the old segments come out, or the new ones.
@Suite struct CleaningPowerLossTests {
    /// What the rounds came to.
    private struct Tally {
        var rounds = 0
        var crashPoints = 0
        var losses = 0
        var old = 0
        var new = 0
    }

    @Test func `A loss of power leaves the old set or the new`() throws {
        let reference = try CleaningSubject()
        let before = try reference.stored()
        try #require(reference.engine).clean(CleaningSubject.partition)
        let after = try reference.stored()
        #expect(after.count < before.count)
        let seed = SeededGenerator().seed
        var tally = Tally()
        for skipped in 0..<1000 {
            var wasHit = false
            for run in 0..<(Needs.isNightly ? 400 : 8) {
                let subject = try CleaningSubject()
                subject.disk.inject(DiskFault(.crash, skipping: skipped))
                _ = try? subject.engine?.clean(CleaningSubject.partition)
                wasHit = subject.disk.isDown
                try lose(subject, seed: seed &+ UInt64(skipped * 1000 + run), run, &tally)
                let stored = try subject.stored()
                #expect(
                    stored == before || stored == after,
                    "seed \(seed), crash before change \(skipped), run \(run)")
                tally.rounds += 1
                if stored == after { tally.new += 1 } else { tally.old += 1 }
                try #require(subject.engine).clean(CleaningSubject.partition)
                #expect(try subject.stored() == after, "seed \(seed), \(skipped), \(run)")
            }
            if !wasHit { break }
            tally.crashPoints += 1
        }
        #expect(tally.crashPoints > 20)
        #expect(tally.old > 0 && tally.new > 0)
        try report(tally, seed: seed)
    }

    /// Takes the power away, and opens the directory; in every other run the power goes once more
    /// on the way.
    private func lose(
        _ subject: CleaningSubject, seed: UInt64, _ run: Int, _ tally: inout Tally
    ) throws {
        var tape = ChoiceTape(seed: seed)
        subject.disk.healAll()
        subject.disk.losePower(
            run == 0 ? .losesAll : run == 1 ? .keepsAll : .chosen(ChoiceTape(seed: seed)))
        tally.losses += 1
        if run % 2 == 1 {
            subject.disk.inject(DiskFault(.crash, skipping: tape.next(below: 20)))
            try? subject.open()
            subject.disk.healAll()
            subject.disk.losePower(.chosen(ChoiceTape(seed: ~seed)))
            tally.losses += 1
        }
        try subject.open()
    }

    private func report(_ tally: Tally, seed: UInt64) throws {
        print(
            "simulation: \(tally.rounds) rounds lost power at \(tally.crashPoints) changes, "
                + "\(tally.old) left the old set, \(tally.new) the new")
        guard Needs.isNightly else { return }
        try Summary.keep(
            "power-loss",
            [
                ("seed", "\(seed)"), ("rounds", "\(tally.rounds)"),
                ("crashPoints", "\(tally.crashPoints)"), ("powerLosses", "\(tally.losses)"),
                ("oldSet", "\(tally.old)"), ("newSet", "\(tally.new)"), ("failures", "0"),
            ])
    }
}
