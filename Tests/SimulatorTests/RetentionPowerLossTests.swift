// SPDX-License-Identifier: Apache-2.0

import LogContract
import ReferenceLog
import Simulator
import TestSupport
import Testing
import WireText

/// The power goes right after retention, and takes any part of what was not synced.
@Suite struct RetentionPowerLossTests {
    @Test func `offsets go on, whichever names the power loss leaves`() throws {
        let seed = SeededGenerator().seed
        for run in 0..<(Needs.isNightly ? 2000 : 100) {
            let session = EngineSession()
            let script = try Script(
                """
                create segment.bytes=150 retention.bytes=0 retention.check.ms=1000
                append a:1
                append b:2
                flush
                hw stays
                jobs wait
                append c:3
                advance 1s
                tick
                power-loss seed=\(seed &+ UInt64(run))
                ----
                """)
            for command in script.blocks[0].commands { _ = try session.run(command) }
            let log = try #require(session.engine?.logs.values.first)
            #expect(log.logEndOffset >= 2, "seed \(seed), run \(run)")
        }
    }
}
