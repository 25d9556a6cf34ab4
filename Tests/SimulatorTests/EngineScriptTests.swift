// SPDX-License-Identifier: Apache-2.0

import Foundation
import Simulator
import TestSupport
import Testing
import WireText

/// The scripts of `Fixtures/engine`: what the engine does, what it leaves on the disk, and by which
/// calls, in which order.
///
/// With `ASSAY_REWRITE=1` (`scripts/fixtures engine`) the outputs are written anew: their diff is
/// what to review.
@Suite struct EngineScriptTests {
    static let folder = "Fixtures/engine"
    static let places = PackageRoot.files(below: folder, suffix: ".script")

    @Test(arguments: places)
    func `a script prints what it says`(place: String) throws {
        var script = try Script(PackageRoot.text(place))
        let session = EngineSession()
        for (index, block) in script.blocks.enumerated() {
            var printed: [String] = []
            for command in block.commands { printed += try session.run(command) }
            if !Self.isRewriting {
                #expect(printed == block.output, "\(place):\(block.line)")
            }
            script.blocks[index].output = printed
        }
        guard Self.isRewriting else { return }
        try script.text.write(toFile: PackageRoot.file(place), atomically: true, encoding: .utf8)
    }

    @Test func `there are scripts of every area`() {
        let areas = Set(Self.places.compactMap { $0.split(separator: "/").dropFirst(2).first })
        for area in Self.areas { #expect(areas.contains(Substring(area)), "\(area)") }
    }

    static let areas = [
        "append", "compaction", "config", "delete-records", "durability", "epochs", "faults",
        "indexes",
        "producers", "read", "recovery", "retention", "roll", "transactions", "truncation",
    ]
    static let isRewriting = ProcessInfo.processInfo.environment["ASSAY_REWRITE"] == "1"
}
