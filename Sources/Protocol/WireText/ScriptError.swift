// SPDX-License-Identifier: Apache-2.0

/// A script that is not written as scripts are.
package struct ScriptError: Error, Hashable, Sendable {
    /// Counted from 1; 0 when the line came from no file.
    package var line: Int
    package var reason: String

    package init(line: Int, reason: String) {
        self.line = line
        self.reason = reason
    }
}

extension ScriptError: CustomStringConvertible {
    package var description: String { "line \(line): \(reason)" }
}
