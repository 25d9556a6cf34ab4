// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a long form did, kept in `.build/simulation` until somebody moves it to `Results`.
package enum Summary {
    /// Writes `name`.json with these fields, whose values are JSON numbers.
    package static func keep(_ name: String, _ fields: [(String, String)]) throws {
        let folder = PackageRoot.file(".build/simulation")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let lines = fields.map { "  \"\($0.0)\": \($0.1)" }.joined(separator: ",\n")
        try "{\n\(lines)\n}\n".write(
            toFile: "\(folder)/\(name).json", atomically: true, encoding: .utf8)
    }
}
