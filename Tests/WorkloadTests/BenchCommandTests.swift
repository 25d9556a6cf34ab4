// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// `assay bench log` as people start it, and stop it.
struct BenchCommandTests {
    private func names(_ folder: borrowing TemporaryDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `an interrupted run leaves nothing behind`(_ signal: Int32) async throws {
        let folder = try TemporaryDirectory()
        let child = try ChildProcess(
            PackageRoot.assay(),
            ["bench", "log", "--data", folder.path, "--batch", "128", "--count", "100000000"])
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline, try names(folder).isEmpty {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try names(folder).count == 1)
        child.send(signal)
        #expect(try await child.wait(within: 30) == 128 + signal)
        #expect(try names(folder).isEmpty)
        #expect(child.errorText == "assay bench log: interrupted; its log was removed\n")
        #expect(child.outputText.isEmpty)
    }

    @Test func `a folder that is not there is not made`() async throws {
        let folder = try TemporaryDirectory()
        try Data().write(to: URL(filePath: folder.file("file")))
        for name in ["mistyped", "file"] {
            let child = try ChildProcess(
                PackageRoot.assay(), ["bench", "log", "--data", folder.file(name)])
            #expect(try await child.wait(within: 10) == 1)
            #expect(child.errorText.filter(\.isNewline).count == 1)
            #expect(
                child.errorText.contains(
                    "--data expects a folder that exists, which \(folder.file(name)) is not"))
        }
        #expect(try names(folder) == ["file"])
    }
}
