// SPDX-License-Identifier: Apache-2.0

/// What every command leaves with; scripts and CI jobs branch on these.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case good = 0
    /// A wrong command line, or a fault of the tool itself, a harness error included.
    case toolError = 1
    /// A MUST does not hold, or something got worse.
    case failed = 2
    /// Neither could be said; only with `--strict`, without it such a run is good.
    case inconclusive = 3
    /// This machine lacks what the command needs.
    case environmentUnfit = 4
    /// The target cannot be reached, or data it returned is not what was written.
    case unreachable = 5
}
