// SPDX-License-Identifier: Apache-2.0

import Bytes
package import LogInspector
package import Results

/// What a repair did, or would do.
package struct RepairReport: Sendable {
    package var manifest: RunManifest
    package var paths: [String]
    package var isDryRun: Bool
    package var steps: [RepairStep]

    package init(
        manifest: RunManifest, paths: [String], isDryRun: Bool, steps: [RepairStep]
    ) {
        self.manifest = manifest
        self.paths = paths
        self.isDryRun = isDryRun
        self.steps = steps
    }

    /// Steps that change something.
    package var changes: Int { steps.count { $0.action != .leave } }

    /// The document `assay.repair/1`.
    package var json: JSONValue {
        manifest.document(
            "assay.repair/1",
            [
                .init("paths", .array(paths.map { .string($0) })),
                .init("dryRun", .bool(isDryRun)),
                .init("steps", .array(steps.map(\.json))),
            ])
    }

    /// A line a step, and what came of it.
    package var text: String {
        var text = steps.map { $0.line(isDryRun: isDryRun) }.joined()
        if changes == 0 {
            text += "nothing to repair\n"
        } else {
            let what = Quantity.text(changes, "step")
            text += isDryRun ? "\(what) to do; nothing was changed\n" : "\(what) done\n"
        }
        return text
    }
}

extension RepairStep {
    fileprivate func line(isDryRun: Bool) -> String {
        let place = position.map { " at byte \($0)" } ?? ""
        let verb =
            switch action {
            case .cut: isDryRun ? "would cut" : "cut"
            case .setAside: isDryRun ? "would set aside" : "set aside"
            case .rebuild: isDryRun ? "would rebuild" : "rebuilt"
            case .leave: "left"
            }
        let kept =
            keptIn.map { ", \(Quantity.text(bytes, "byte")) kept in \(PlainText.visible($0))" }
            ?? (action == .cut ? ", \(Quantity.text(bytes, "byte")) of zeros" : "")
        return "\(verb) \(PlainText.visible(path))\(place): \(PlainText.visible(reason))\(kept)\n"
    }

    fileprivate var json: JSONValue {
        [
            "action": .string(action.rawValue), "path": .string(path),
            "position": position.map { .integer($0) } ?? .null, "bytes": .integer(bytes),
            "keptIn": keptIn.map { .string($0) } ?? .null, "reason": .string(reason),
        ]
    }
}
