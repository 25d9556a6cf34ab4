// SPDX-License-Identifier: Apache-2.0

extension MessageCatalogue {
    /// The message that the schemas call `name`, as `ProduceRequest`.
    package static func named(_ name: String) -> (any Message.Type)? { byName[name] }

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// The field table of the request or response of an API; nil when the key is unknown.
    package static func fieldTable(
        apiKey: Int16, version: Int16, isRequest: Bool
    ) -> FieldTable? {
        isRequest
            ? request(apiKey: apiKey, version: version)?.fieldTable
            : response(apiKey: apiKey, version: version)?.fieldTable
    }
}
