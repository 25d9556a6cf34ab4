// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import ReferenceLog
import Testing

struct OddFolderTests {
    @Test(arguments: ["my topic-0", "caf\u{e9}-0", "..-0", "a:b-3"])
    func `a folder that can be no topic's is reported and left alone`(name: String) throws {
        let fixture = try LogFixture()
        let odd = "\(fixture.path)/\(name)"
        try FileManager.default.copyItem(atPath: fixture.partitionPath, toPath: odd)
        try fixture.reopen(cleanly: true)
        #expect(Array(try fixture.engine.logs.keys) == [LogFixture.partition])
        let finding = try #require(try fixture.engine.recoveryFindings.first { $0.path == odd })
        #expect(finding.action == .ignored)
        #expect(FileManager.default.fileExists(atPath: "\(odd)/partition.metadata"))
    }
}
