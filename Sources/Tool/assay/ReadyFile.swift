// SPDX-License-Identifier: Apache-2.0

import Arguments
import Foundation

/// The file that tells others a broker is ready: it appears whole, or not at all.
enum ReadyFile {
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError("cannot write \(path): \(error.localizedDescription)", status: 1)
        }
    }
}
