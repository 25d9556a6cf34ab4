// SPDX-License-Identifier: Apache-2.0

/// Which build of the tool made a result.
package struct ToolIdentity: Hashable, Sendable {
    package var version: String
    /// The commit it was built from; `unknown` when it was not built by its own script.
    package var commit: String

    package init(version: String, commit: String) {
        self.version = version
        self.commit = commit
    }
}
