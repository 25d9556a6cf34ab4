// SPDX-License-Identifier: Apache-2.0

import Reports

/// How far a walk over files is, on one line of a terminal.
final class LogProgress {
    private let line: ProgressLine
    private let total: Int64
    private var done: Int64 = 0
    private var shown: Int64 = 0
    private let verb: String
    /// Bytes between two looks at the clock.
    private static let stepBytes: Int64 = 4 << 20

    init(_ verb: String, totalBytes: Int64, quiet: Bool) {
        self.verb = verb
        total = totalBytes
        line = ProgressLine(quiet: quiet)
    }

    func add(_ bytes: Int64, _ path: String) {
        done += bytes
        guard done - shown >= Self.stepBytes else { return }
        shown = done
        line.show("\(verb) \(ByteCount.text(done)) of \(ByteCount.text(total))  \(path.suffix(40))")
    }

    func clear() { line.clear() }
}
