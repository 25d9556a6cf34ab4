// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// One partition that a Fetch reads, from where and how much.
struct FetchItem: Hashable, Sendable {
    /// What makes it the same partition in the next request of a session.
    struct Key: Hashable, Sendable {
        let topic: TopicReference
        let partition: Int32
        private let topicHash: Int

        /// `topicHash` is that of `topic`, taken once for all its partitions: a name may be long.
        init(topic: TopicReference, topicHash: Int, partition: Int32) {
            self.topic = topic
            self.topicHash = topicHash
            self.partition = partition
        }

        static func == (left: Key, right: Key) -> Bool {
            left.partition == right.partition && left.topicHash == right.topicHash
                && left.topic == right.topic
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(topicHash)
            hasher.combine(partition)
        }
    }

    let key: Key
    let offset: Int64
    let bytesMax: Int32
    /// The leader's epoch as the client knows it, nil when it does not say.
    let currentLeaderEpoch: Int32?
    /// Epoch of the last record the client has, nil when it does not say (KIP-595).
    let lastFetchedEpoch: Int32?

    init(
        _ partition: FetchRequest.FetchPartition, of topic: TopicReference, topicHash: Int
    ) {
        key = Key(topic: topic, topicHash: topicHash, partition: partition.partition)
        offset = partition.fetchOffset
        bytesMax = partition.partitionMaxBytes
        currentLeaderEpoch =
            partition.currentLeaderEpoch < 0 ? nil : partition.currentLeaderEpoch
        lastFetchedEpoch = partition.lastFetchedEpoch < 0 ? nil : partition.lastFetchedEpoch
    }

    /// The partitions of a request in their order; of one named twice, what was said last.
    static func items(of request: FetchRequest, version: Int16) -> [FetchItem] {
        var items: [FetchItem] = []
        var places: [Key: Int] = [:]
        for topic in request.topics {
            let reference = TopicReference(name: topic.topic, id: topic.topicId, version: version)
            let hash = reference.hashValue
            for partition in topic.partitions {
                let item = FetchItem(partition, of: reference, topicHash: hash)
                if let place = places[item.key] {
                    items[place] = item
                } else {
                    places[item.key] = items.count
                    items.append(item)
                }
            }
        }
        return items
    }
}

extension TopicReference {
    /// Fetch names topics by id from version 13 on.
    init(name: String, id: Uuid, version: Int16) {
        self = version >= 13 ? .id(id) : .name(name)
    }
}
