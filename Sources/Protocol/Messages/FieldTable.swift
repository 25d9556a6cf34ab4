// SPDX-License-Identifier: Apache-2.0

/// A message's schema at run time: what dumps, field paths of errors and mutations are made from.
package struct FieldTable: Sendable {
    /// What the schema calls its type.
    package enum Kind: String, Sendable {
        case request, response, header, data, metadata
        case coordinatorKey = "coordinator-key"
        case coordinatorValue = "coordinator-value"
    }

    /// The schema's name, as `ProduceRequest`.
    package let name: String
    package let kind: Kind
    /// The API of a request or response; the record type of metadata and coordinator records.
    package let apiKey: Int16?
    package let validVersions: ClosedRange<Int16>
    package let firstFlexibleVersion: Int16?
    /// The fields in the order of the schema.
    package let fields: [Field]

    /// Reads `fields` from the lines that the generator writes; see `FieldTableText`.
    init(
        _ name: String, _ kind: Kind, apiKey: Int16? = nil, versions: ClosedRange<Int16>,
        flexible: Int16? = nil, fields lines: StaticString = ""
    ) {
        self.name = name
        self.kind = kind
        self.apiKey = apiKey
        validVersions = versions
        firstFlexibleVersion = flexible
        var text = FieldTableText(lines.description, validVersions: versions)
        fields = text.fields(depth: 0)
    }

    /// Whether `version` uses compact lengths and tag sections.
    package func isFlexible(_ version: Int16) -> Bool {
        firstFlexibleVersion.map { version >= $0 } ?? false
    }
}
