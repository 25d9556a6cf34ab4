// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Results
import TestSupport
import Testing

struct RunRecorderTests {
    @Test func `times are RFC 3339 in UTC`() {
        #expect(RunRecorder.text(seconds: 0, millis: 7) == "1970-01-01T00:00:00.007Z")
        #expect(RunRecorder.text(seconds: 1_709_210_096, millis: 0) == "2024-02-29T12:34:56.000Z")
    }

    @Test func `the manifest describes this machine`() {
        let manifest = RunRecorder(commandLine: ["assay"], seed: 9).manifest()
        #expect(manifest.seed == 9)
        #expect(manifest.environment.cores >= 1)
        #expect(manifest.environment.memoryBytes > 1 << 20)
        #expect(manifest.environment.kernel != "unknown")
        #expect(manifest.environment.operatingSystem != "unknown")
        #expect(manifest.startedAt <= manifest.endedAt)
    }

    @Test func `the commit stands in a file beside the binary`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("0123456789ab\n", to: "assay.commit")
        #expect(ToolIdentity.commit(besides: folder.file("assay")) == "0123456789ab")
        #expect(ToolIdentity.commit(besides: folder.file("other")) == "unknown")
    }
}
