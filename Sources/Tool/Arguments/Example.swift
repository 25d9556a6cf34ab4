// SPDX-License-Identifier: Apache-2.0

/// A command line worth copying and what it does.
package struct Example: Sendable {
    package let commandLine: String
    package let explanation: String

    package init(_ commandLine: String, _ explanation: String) {
        self.commandLine = commandLine
        self.explanation = explanation
    }
}
