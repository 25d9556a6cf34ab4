// SPDX-License-Identifier: Apache-2.0

import Foundation
import Simulator
import TestSupport

/// A history that fails, cut down to what is needed for it.
struct FoundHistory {
    let seed: UInt64
    let commands: [String]
    let failure: HistoryFailure

    init(_ history: [String], seed: UInt64, failure: HistoryFailure) {
        self.seed = seed
        var shrinker = Shrinker(triesMax: 2000)
        let kept = shrinker.shrink(Array(history.dropFirst())) { commands in
            Self.failure(of: history.prefix(1) + commands)?.kind == failure.kind
        }
        commands = history.prefix(1) + kept
        self.failure = Self.failure(of: commands) ?? failure
    }

    /// Why a history fails; nil when it does not.
    static func failure(of history: [String]) -> HistoryFailure? {
        var counts = HistoryCounts()
        return failure(of: history, counts: &counts)
    }

    /// The same; what happened is added to `counts`.
    static func failure(
        of history: [String], counts: inout HistoryCounts
    ) -> HistoryFailure? {
        let run = HistoryRun()
        run.counts.histories = 1
        defer { counts += run.counts }
        do {
            try run.run(history)
            return nil
        } catch let failure as HistoryFailure {
            return failure
        } catch {
            return run.fail("\(error)")
        }
    }

    /// The script that shows it.
    var text: String {
        "# Found by seed \(seed): \(failure)\n\n" + commands.joined(separator: "\n")
            + "\nstate\nread\n----\n"
    }

    /// Keeps it as a fixture when asked to.
    func keep() throws {
        guard ProcessInfo.processInfo.environment["ASSAY_REWRITE"] == "1" else { return }
        let folder = PackageRoot.file("Fixtures/engine/found")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: "\(folder)/\(seed).script", atomically: true, encoding: .utf8)
    }
}
