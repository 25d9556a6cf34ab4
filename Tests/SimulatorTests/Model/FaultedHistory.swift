// SPDX-License-Identifier: Apache-2.0

import Foundation
import Simulator
import TestSupport
import WireText

/// A history with a fault at one of its calls.
struct FaultedHistory {
    var commands: [String]
    var fault: DiskFault
    /// The power loss that follows, as a command; nil for a restart where one is needed.
    var loss: String?

    /// How one run ended.
    struct Outcome {
        var failure: HistoryFailure?
        /// Whether the history came as far as the fault.
        var wasHit: Bool
        /// The commands with the fault's consequences written out.
        var script: [String]
    }

    func run() -> Outcome {
        let run = HistoryRun()
        run.awaitsFault = true
        run.lossAfterFault = loss
        run.session.disk.inject(fault)
        var failure: HistoryFailure?
        do {
            try run.run(commands)
        } catch let found as HistoryFailure {
            failure = found
        } catch {
            failure = run.fail("\(error)")
        }
        var script = commands
        if let step = run.faultStep, let restart = run.restartAfterFault {
            script.insert(contentsOf: ["heal", restart], at: min(step, script.count))
        }
        return Outcome(
            failure: failure, wasHit: !run.awaitsFault || failure != nil,
            script: [faultCommand] + script)
    }

    /// The same fault wherever it still makes a shorter history fail in the same way.
    func shrunk(_ failure: HistoryFailure) -> FaultedHistory {
        var shrinker = Shrinker(triesMax: 300)
        var best = self
        let kept = shrinker.shrink(Array(commands.dropFirst())) { rest in
            var candidate = self
            candidate.commands = commands.prefix(1) + rest
            guard let found = candidate.failing(as: failure) else { return false }
            best = found
            return true
        }
        best.commands = commands.prefix(1) + kept
        return best
    }

    /// With the first call from the start on where the fault makes it fail in this way.
    private func failing(as failure: HistoryFailure) -> FaultedHistory? {
        var candidate = self
        for skipping in 0..<(fault.skipping + 20) {
            candidate.fault.skipping = skipping
            let outcome = candidate.run()
            if outcome.failure?.kind == failure.kind { return candidate }
            if !outcome.wasHit { return nil }
        }
        return nil
    }

    private var faultCommand: String {
        var text = "fail "
        switch fault.kind {
        case .crash: text += "crash"
        case .noSpace: text += "no-space"
        case .shortWrite(let bytes): text += "short bytes=\(bytes)"
        case .inputOutput: text += "io"
        }
        let operations = fault.operations.map(\.rawValue).sorted().joined(separator: ",")
        if !operations.isEmpty { text += " of=\(operations)" }
        return text + " skipping=\(fault.skipping)"
    }

    /// What a failure says of itself: the script that shows it.
    func report(_ failure: HistoryFailure, seed: UInt64) -> String {
        let found = shrunk(failure)
        let outcome = found.run()
        let text =
            "# Found by seed \(seed): \(outcome.failure ?? failure)\n\n"
            + outcome.script.joined(separator: "\n") + "\nstate\nread\n----\n"
        if ProcessInfo.processInfo.environment["ASSAY_REWRITE"] == "1" {
            let path = PackageRoot.file("Fixtures/engine/faults/found-\(seed).script")
            try? text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        return text
    }
}
