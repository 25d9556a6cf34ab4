// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A writing process that is killed loses nothing it acknowledged, and no offset is used twice.
@Suite(.serialized) struct KillLoopTests {
    @Test(arguments: [("page-cache", 50), ("group-commit", 12), ("sync", 12)])
    func `no acknowledged record is lost, no offset used again, through kill -9`(
        durability: String, roundsMin: Int
    ) async throws {
        let rounds = roundsMin * (Needs.isNightly ? 20 : 1)
        let folder = try TemporaryDirectory()
        let random = SeededGenerator()
        var loop = KillLoop(
            in: folder.file("data"), durability: durability, random: random)
        let began = ContinuousClock.now
        while loop.rounds < rounds && loop.failures.isEmpty { try await loop.round() }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        print(
            "\(durability): \(loop.rounds) kills in \(seconds) s: \(loop.answers) batches acknowledged, "
                + "\(loop.resent) sent again, \(loop.recordsWritten) records, \(loop.cut) tails cut, "
                + "\(loop.recordsKept) records of the compacted log"
        )
        #expect(loop.failures.isEmpty, "\(loop.failures.joined(separator: "\n"))")
        // Where every write waits for the disk a life may be too short for one.
        #expect(loop.answers > (durability == "page-cache" ? rounds / 2 : 0))
        if durability == "page-cache" {
            #expect(loop.keysWritten > loop.recordsKept, "nothing was compacted")
        }
        if Needs.isNightly {
            try Summary.keep(
                durability == "page-cache" ? "kill-loop" : "kill-loop-\(durability)",
                [
                    ("seed", "\(random.seed)"), ("kills", "\(loop.rounds)"),
                    ("batchesAcknowledged", "\(loop.answers)"),
                    ("batchesSentAgain", "\(loop.resent)"),
                    ("recordsWritten", "\(loop.recordsWritten)"), ("tailsCut", "\(loop.cut)"),
                    ("failures", "\(loop.failures.count)"),
                    ("seconds", "\((seconds * 10).rounded() / 10)"),
                ])
        }
    }
}
