// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// One line on standard error that is rewritten while a run goes on; silent without a terminal.
package final class ProgressLine: Sendable {
    private struct State {
        var lastShown = ContinuousClock.now - .seconds(1)
        var isShown = false
    }

    private let isOn: Bool
    private let state = Mutex(State())
    /// A terminal need not be told more often.
    private static let pause = Duration.milliseconds(50)

    package init(quiet: Bool = false) {
        isOn = !quiet && isatty(STDERR_FILENO) == 1
    }

    /// Shows how far the run is; too frequent calls are passed over.
    package func show(done: Int, total: Int, failed: Int, current: String) {
        guard isOn else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard now - state.lastShown >= Self.pause else { return }
            state.lastShown = now
            state.isShown = true
            let failures = failed == 0 ? "" : ", \(failed) failed"
            write("\(done)/\(total)\(failures)  \(PlainText.visible(current.prefix(50)))")
        }
    }

    /// Says something in words, at once: what a longer wait is for.
    package func show(_ text: String) {
        guard isOn else { return }
        state.withLock { state in
            state.isShown = true
            write(PlainText.visible(text.prefix(76)))
        }
    }

    /// Wipes the line, so that what follows begins on an empty one.
    package func clear() {
        state.withLock { state in
            if state.isShown { write("") }
            state.isShown = false
        }
    }

    private func write(_ text: String) {
        StandardStream.write("\r\u{1B}[K\(text)", to: STDERR_FILENO)
    }
}
