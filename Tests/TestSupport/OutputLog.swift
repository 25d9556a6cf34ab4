// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// What a child wrote to one of its pipes, drained by a thread so that the child never blocks.
final class OutputLog: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isAtEnd = false
    }

    private let state = Mutex(State())
    private let condition = NSCondition()

    init(draining descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                condition.withLock {
                    state.withLock { state in
                        if count > 0 {
                            state.bytes += buffer[..<count]
                        } else {
                            state.isAtEnd = true
                        }
                    }
                    condition.broadcast()
                }
                if count <= 0 { break }
            }
            close(descriptor)
        }
    }

    var text: String { String(decoding: state.withLock(\.bytes), as: UTF8.self) }

    /// Blocks until a whole line satisfies `matches`; nil at the end of output or of the time.
    func line(before deadline: Date, where matches: (String) -> Bool) -> String? {
        condition.withLock {
            var seen = 0
            while true {
                let (lines, isAtEnd) = wholeLines()
                for line in lines[seen...] where matches(line) { return line }
                seen = lines.count
                if isAtEnd || !condition.wait(until: deadline) { return nil }
            }
        }
    }

    /// Blocks until the child closed its end; false when the time is over first.
    func waitForEnd(before deadline: Date) -> Bool {
        condition.withLock {
            while !state.withLock(\.isAtEnd) {
                if !condition.wait(until: deadline) { return false }
            }
            return true
        }
    }

    private func wholeLines() -> ([String], Bool) {
        let (bytes, isAtEnd) = state.withLock { ($0.bytes, $0.isAtEnd) }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if !isAtEnd || lines.last?.isEmpty == true { lines.removeLast() }
        return (lines.map { String(decoding: $0, as: UTF8.self) }, isAtEnd)
    }
}
