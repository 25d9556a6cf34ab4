// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The cleaner of a Kafka that runs.
enum KafkaCleaner {
    /// Waits until it notes in its checkpoint how far it is, as this line.
    static func wait(for line: String, in directory: String) async throws {
        let path = "\(directory)/cleaner-offset-checkpoint"
        var text = ""
        for _ in 0..<300 {
            text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            if text.split(separator: "\n").contains(Substring(line)) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("Kafka did not clean as far as \(line):\n\(text)")
    }
}
