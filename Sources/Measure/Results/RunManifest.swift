// SPDX-License-Identifier: Apache-2.0

/// What it takes to run the same again: a result without it is worth nothing.
package struct RunManifest: Hashable, Sendable {
    package var tool: ToolIdentity
    /// The arguments, the program's name first.
    package var commandLine: [String]
    /// At most 2^53, so that every reader of JSON keeps it exactly.
    package var seed: UInt64
    /// RFC 3339 in UTC.
    package var startedAt: String
    /// RFC 3339 in UTC.
    package var endedAt: String
    package var environment: MachineEnvironment

    package init(
        tool: ToolIdentity, commandLine: [String], seed: UInt64, startedAt: String,
        endedAt: String, environment: MachineEnvironment
    ) {
        self.tool = tool
        self.commandLine = commandLine
        self.seed = seed
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.environment = environment
    }
}
