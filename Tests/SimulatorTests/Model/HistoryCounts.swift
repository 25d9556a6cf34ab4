// SPDX-License-Identifier: Apache-2.0

import WireText

/// What happened in histories, for their summary.
struct HistoryCounts: Codable {
    var histories = 0
    var commands = 0
    /// How often each kind of command was run.
    var kinds: [String: Int] = [:]
    var recordsAppended = 0
    var duplicatesRecognised = 0
    var appendsRefused = 0
    var segmentsRolled = 0
    var segmentsTooOld = 0
    var segmentsTooMany = 0
    var recordsCleaned = 0
    /// Power losses that took records which were not durable.
    var tailsLost = 0
    var checks = 0

    static func += (sum: inout HistoryCounts, more: HistoryCounts) {
        sum.histories += more.histories
        sum.commands += more.commands
        sum.kinds.merge(more.kinds, uniquingKeysWith: +)
        sum.recordsAppended += more.recordsAppended
        sum.duplicatesRecognised += more.duplicatesRecognised
        sum.appendsRefused += more.appendsRefused
        sum.segmentsRolled += more.segmentsRolled
        sum.segmentsTooOld += more.segmentsTooOld
        sum.segmentsTooMany += more.segmentsTooMany
        sum.recordsCleaned += more.recordsCleaned
        sum.tailsLost += more.tailsLost
        sum.checks += more.checks
    }

    /// Counts a command by what it is.
    mutating func count(_ command: ScriptCommand) {
        commands += 1
        kinds[Self.kind(of: command), default: 0] += 1
    }

    private static func kind(of command: ScriptCommand) -> String {
        switch command.name {
        case "append" where command.has("txn"): "append in a transaction"
        case "append" where command.options["pid"] != nil: "append of an idempotent producer"
        case "lose": "loss of derived files"
        default: command.name
        }
    }
}
