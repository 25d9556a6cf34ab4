// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Writes `Sources/Protocol/Messages/Generated` from Kafka's message schemas.
///
///     generate [--check] PROTOCOL_FOLDER REPOSITORY
@main
struct GenerateTool {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let isCheck = arguments.first == "--check"
        if isCheck { arguments.removeFirst() }
        guard arguments.count == 2 else {
            fail("usage: generate [--check] PROTOCOL_FOLDER REPOSITORY", code: 1)
        }
        do {
            let generation = try Generation(
                protocolFolder: URL(fileURLWithPath: arguments[0], isDirectory: true))
            let output = Output(repository: URL(fileURLWithPath: arguments[1], isDirectory: true))
            if isCheck {
                let differences = try output.differences(from: generation)
                if !differences.isEmpty {
                    fail("differ: " + differences.joined(separator: ", "), code: 2)
                }
            } else {
                try output.write(generation)
                for line in generation.conflicts { print(line) }
            }
        } catch {
            fail("generate: \(error)", code: 1)
        }
    }

    private static func fail(_ message: String, code: Int32) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(code)
    }
}
