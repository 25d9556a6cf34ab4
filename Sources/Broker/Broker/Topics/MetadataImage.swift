// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Everything durable outside the logs, as one value and as one small text document.
///
///     assay-broker-metadata 1
///     cluster <id, with % and control bytes as %XX>
///     producer-ids <first id never given to anybody>
///     cluster-config <name> <value>                              (dynamic, of every broker)
///     broker-config <name> <value>                               (dynamic, of this broker)
///     topic <name> <id> <partitions> <leader epoch>
///     config <name> <value, with % and control bytes as %XX>     (of the topic above)
///     end <CRC-32C of all bytes before this line, hexadecimal>
struct MetadataImage: Hashable, Sendable {
    var clusterId: String
    var nextProducerId: Int64 = 0
    /// Broker properties set while running.
    var dynamicConfigs = DynamicConfigs()
    /// By name.
    var topics: [String: TopicRecord] = [:]
    /// Whether no document was there: the logs found are then somebody else's, or new.
    var isNew = false

    /// The image in `store`, nil when there is no document yet.
    static func load(from store: any MetadataStore) throws(MetadataError) -> MetadataImage? {
        let document: ByteSlice?
        do {
            document = try store.load()
        } catch {
            throw .storage(error)
        }
        guard let document else { return nil }
        return try MetadataImage(document)
    }
}
