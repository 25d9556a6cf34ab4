// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// What Metadata says of brokers, leaders and replicas.
enum ClusterCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "meta/broker-list-reachable", .must, .documented,
            "Every broker listens where it says it does",
            source: "Protocol guide: clients connect to the advertised host and port",
            explain: """
                Connects to each address that Metadata lists and asks ApiVersions there; an answer \
                must come.
                """,
            uses: [.metadata, .apiVersions]
        ) { session, expect in
            let reply = try await session.metadata(of: [])
            for (node, address) in session.brokers(in: reply.message) {
                let link = try await session.connect(to: address)
                let versions = try await link.call(ApiVersionsRequest(), version: 0)
                try expect.noError(
                    versions.error("errorCode", versions.message.errorCode),
                    "answer of broker \(node) at \(address)")
            }
        },

        ConformanceCase(
            "meta/leader-in-replicas", .must, .documented,
            "A partition's leader is a replica, and the in-sync replicas are replicas",
            source: "Protocol guide, Metadata",
            explain: """
                Reads a new topic's partitions: indices 0 to n-1 once each, leader among the \
                replicas, in-sync replicas a subset of them, all of them listed brokers.
                """,
            uses: [.metadata(1...Int16.max), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic(partitions: 3)
            let reply = try await session.metadata(of: [topic.name])
            let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)
            let brokers = Set(reply.message.brokers.map(\.nodeId))

            try expect.equal(
                entry.partitions.map(\.partitionIndex).sorted(), [0, 1, 2], "partition indices",
                at: reply.sighting("topics[0].partitions"))
            for (index, partition) in entry.partitions.enumerated() {
                let path = "topics[0].partitions[\(index)]"
                let replicas = Set(partition.replicaNodes)
                try expect.isTrue(
                    replicas.contains(partition.leaderId), "leader among the replicas",
                    actual: "\(partition.leaderId) and \(partition.replicaNodes)",
                    at: reply.sighting("\(path).leaderId"))
                try expect.isTrue(
                    replicas.isSuperset(of: partition.isrNodes), "in-sync replicas are replicas",
                    at: reply.sighting("\(path).isrNodes"))
                try expect.isTrue(
                    brokers.isSuperset(of: replicas), "replicas are listed brokers",
                    at: reply.sighting("\(path).replicaNodes"))
            }
        },

        ConformanceCase(
            "meta/controller-id", .should, .documented,
            "The controller is a listed broker, or -1",
            source: "MetadataRequestTest.testControllerId; KRaft names any live broker",
            explain: "Reads the controller id of version 1 and later.",
            uses: [.metadata(1...Int16.max)]
        ) { session, expect in
            let reply = try await session.metadata(of: [])
            let controller = reply.message.controllerId

            try expect.isTrue(
                controller == -1 || reply.message.brokers.contains { $0.nodeId == controller },
                "controller id", actual: "\(controller)", at: reply.sighting("controllerId"))
        },

        ConformanceCase(
            "meta/cluster-id-stable", .must, .documented,
            "All brokers name the same cluster id, again and again",
            source: "KIP-78; librdkafka 0063, 0121",
            explain: """
                Asks every listed broker twice; the cluster ids must be equal. A null id is only \
                tolerated everywhere.
                """,
            uses: [.metadata(2...Int16.max)]
        ) { session, expect in
            let first = try await session.metadata(of: [])
            for address in session.brokers(in: first.message).values {
                for _ in 0..<2 {
                    let link = try await session.connect(to: address)
                    let reply = try await session.metadata(of: [], on: link)
                    try expect.equal(
                        reply.at("clusterId", reply.message.clusterId ?? "null"),
                        first.message.clusterId ?? "null")
                }
            }
            if first.message.clusterId == nil { expect.nonstrict("names no cluster id") }
        },

        ConformanceCase(
            "meta/leader-epoch-present", .must, .documented,
            "Partitions carry a leader epoch that does not fall",
            source: "KIP-320; Metadata 7",
            explain: "Reads the leader epoch of a new topic twice: 0 or more, not falling.",
            uses: [.metadata(7...Int16.max), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic()
            var last: Int32 = 0
            for _ in 0..<2 {
                let reply = try await session.metadata(of: [topic.name])
                let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)
                let (_, partition) = try reply.only(
                    entry.partitions, at: "topics[0].partitions", "partition 0")
                try expect.atLeast(
                    reply.at("topics[0].partitions[0].leaderEpoch", partition.leaderEpoch), last)
                last = partition.leaderEpoch
            }
        },

        ConformanceCase(
            "meta/internal-flag", .should, .documented,
            "An ordinary topic is not marked as internal",
            source: "MetadataRequestTest.testIsInternal",
            explain: "Reads is_internal of a new topic.",
            uses: [.metadata(1...Int16.max), .createTopics]
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.metadata(of: [topic.name])
            let (_, entry) = try reply.only(reply.message.topics, at: "topics", topic.name)

            try expect.equal(reply.at("topics[0].isInternal", entry.isInternal), false)
        },
    ]
}
