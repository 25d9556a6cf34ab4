// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Records
import ReferenceLog
import Simulator
import TestSupport
import Testing
import WireText

/// One bit that is read is another than was written, anywhere in the files of a log: who reads with
/// `check.crcs` gets what was written or is told, and never something else.
@Suite struct BitFlipTests {
    /// How the log was left before the flip.
    enum Stop: CaseIterable {
        case clean
        /// Killed: recovery reads everything.
        case killed
        /// It goes on: what is in memory is what was written.
        case none
    }

    @Test(arguments: Stop.allCases)
    func `a flipped bit is told or does no harm`(stop: Stop) throws {
        let subject = try BitFlipSubject(checksReads: true)
        var random = SeededGenerator()
        var told = 0
        var flips = 0
        for path in subject.paths {
            for position in 0..<(try subject.disk.content(of: path).count) {
                for bit in subject.bits(&random) {
                    flips += 1
                    try subject.flip(path, position, bit, after: stop)
                    let found = try subject.wrongReads(path, position)
                    if found.wasTold { told += 1 }
                    if let wrong = found.wrong {
                        Issue.record("\(stop), \(path) at \(position), bit \(bit): \(wrong)")
                        return
                    }
                    try subject.restore(path, position)
                }
            }
        }
        print("simulation: \(flips) bits flipped after \(stop), \(told) times a reader was told")
        #expect(told > 100 || stop == .killed)
    }
}
