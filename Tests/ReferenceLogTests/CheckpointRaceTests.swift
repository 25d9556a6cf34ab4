// SPDX-License-Identifier: Apache-2.0

import Bytes
import Dispatch
import LogContract
import ReferenceLog
import TestSupport
import Testing

/// A flush that writes a checkpoint beside the owner, who writes it too.
@Suite struct CheckpointRaceTests {
    @Test func `a checkpoint written meanwhile is neither mixed up nor taken back`() throws {
        let disk = PausingDisk(pausingAt: "/recovery-point-offset-checkpoint.tmp")
        let fixture = try LogFixture { $0.segmentBytes = 100 }
        fixture.disk = disk
        try fixture.reopen(cleanly: false)
        for index in 0..<6 { try fixture.append(["\(index)"]) }
        try fixture.log.flush()
        fixture.clock.advance(by: 60_000)
        _ = try fixture.engine.tick()
        let job = try #require(try fixture.engine.pendingFlush())
        let ended = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            #expect(job.run() == nil)
            ended.signal()
        }
        disk.began.wait()
        // The flush is about to say that all six are there; after this, only two are.
        try fixture.log.truncate(to: 2)
        disk.goOn.signal()
        ended.wait()
        try fixture.engine.finishFlush(job, error: nil)
        #expect(try fixture.engine.failure == nil)
        let checkpoint = try PosixDisk().open(
            "\(fixture.path)/recovery-point-offset-checkpoint", .existing)
        #expect(try checkpoint.read(position: 0, count: 100).text == "0\n1\norders 0 2\n")
        #expect(
            try PosixDisk().list(fixture.path).allSatisfy { !$0.hasSuffix(".tmp") })
        #expect(try fixture.append(["again"]).firstOffset == 2)
    }
}
