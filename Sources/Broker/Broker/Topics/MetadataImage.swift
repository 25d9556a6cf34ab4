// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// Everything durable outside the logs, as one value and as one small text document.
///
///     assay-broker-metadata 1
///     cluster <id>
///     producer-ids <first id never given to anybody>
///     topic <name> <id> <partitions> <leader epoch>
///     config <name> <value, with % and control bytes as %XX>     (of the topic above)
///     end <CRC-32C of all bytes before this line, hexadecimal>
struct MetadataImage: Hashable, Sendable {
    var clusterId: String
    var nextProducerId: Int64 = 0
    /// By name.
    var topics: [String: TopicRecord] = [:]
    /// Whether no document was there: the logs found are then somebody else's, or new.
    var isNew = false

    /// The image in `store`, or that of a new cluster.
    static func load(
        from store: any MetadataStore, random: inout any RandomNumberGenerator
    ) throws(MetadataError) -> MetadataImage {
        do {
            if let document = try store.load() { return try MetadataImage(document) }
        } catch let error as StorageError {
            throw .storage(error)
        } catch let error as MetadataError {
            throw error
        } catch {
            throw .damaged("\(error)")
        }
        var image = MetadataImage(clusterId: Uuid.random(using: &random).description)
        image.isNew = true
        return image
    }
}
