// SPDX-License-Identifier: Apache-2.0

/// A config nobody knows, or a value it cannot have; one line for its author.
package struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let description: String
    /// The same without the name.
    package let problem: String
    /// Whether the name itself is the mistake.
    package let isUnknownName: Bool

    init(unknown name: String, of kind: String) {
        self.name = name
        description = "unknown \(kind) '\(name)'"
        problem = "unknown \(kind)"
        isUnknownName = true
    }

    init(_ name: String, value: String, problem: String) {
        self.name = name
        let shown = value.utf8.count > 200 ? "\(value.prefix(200))…" : value
        description = "invalid value '\(shown)' for \(name): \(problem)"
        self.problem = "invalid value '\(shown)', \(problem)"
        isUnknownName = false
    }
}
