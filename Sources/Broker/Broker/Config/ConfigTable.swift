// SPDX-License-Identifier: Apache-2.0

/// The configs of one kind of thing, by name and in the order of their names.
package struct ConfigTable: Sendable {
    package let definitions: [ConfigDefinition]
    private let byName: [String: ConfigDefinition]
    /// What a name of this table is called in a message: `topic config`.
    let kind: String

    init(_ kind: String, _ definitions: [ConfigDefinition]) {
        self.kind = kind
        self.definitions = definitions.sorted { $0.name < $1.name }
        byName = Dictionary(uniqueKeysWithValues: definitions.map { ($0.name, $0) })
    }

    subscript(name: String) -> ConfigDefinition? { byName[name] }

    /// The names that may be set.
    package var names: [String] { definitions.map(\.name) }

    /// Fails unless `name` is known and may have `value`.
    func check(_ name: String, _ value: String) throws(ConfigError) {
        guard let definition = byName[name] else { throw ConfigError(unknown: name, of: kind) }
        try definition.check(value)
    }
}
