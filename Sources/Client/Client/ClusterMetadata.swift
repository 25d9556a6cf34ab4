// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Messages

/// What a cluster said about its brokers and topics.
package struct ClusterMetadata: Sendable {
    /// One partition of a topic.
    package struct Partition: Hashable, Sendable {
        package var error: ErrorCode
        /// -1 when there is none.
        package var leaderId: Int32
        /// -1 where the version does not tell.
        package var leaderEpoch: Int32
        package var replicas: [Int32]
        package var inSyncReplicas: [Int32]
    }

    /// One topic.
    package struct Topic: Hashable, Sendable {
        package var error: ErrorCode
        package var id: Uuid
        package var isInternal: Bool
        package var partitions: [Int32: Partition]
    }

    package var clusterId: String?
    /// -1 when there is none, or the version does not tell.
    package var controllerId: Int32
    /// Advertised addresses by node id.
    package var brokers: [Int32: Address]
    package var topics: [String: Topic]

    init(_ response: MetadataResponse) {
        clusterId = response.clusterId
        controllerId = response.controllerId
        brokers = [:]
        topics = [:]
        for broker in response.brokers {
            brokers[broker.nodeId] = Address(
                host: broker.host, port: UInt16(clamping: broker.port))
        }
        for topic in response.topics {
            guard let name = topic.name else { continue }
            topics[name] = Topic(topic)
        }
    }
}

extension ClusterMetadata.Topic {
    init(_ topic: MetadataResponse.MetadataResponseTopic) {
        self.init(
            error: ErrorCode(topic.errorCode), id: topic.topicId, isInternal: topic.isInternal,
            partitions: [:])
        for partition in topic.partitions {
            partitions[partition.partitionIndex] = ClusterMetadata.Partition(
                error: ErrorCode(partition.errorCode), leaderId: partition.leaderId,
                leaderEpoch: partition.leaderEpoch, replicas: partition.replicaNodes,
                inSyncReplicas: partition.isrNodes)
        }
    }
}
