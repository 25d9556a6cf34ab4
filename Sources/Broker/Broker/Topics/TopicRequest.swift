// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// A topic that somebody wants, checked against the rules a lone broker has.
struct TopicRequest {
    let name: String
    let partitionCount: Int32
    let configs: [String: String]

    init(
        _ wanted: CreateTopicsRequest.CreatableTopic, nodeId: Int32, config: BrokerConfig
    ) throws(Refusal) {
        name = wanted.name
        if let problem = TopicName.problem(with: name) {
            throw Refusal(
                .invalidTopicException, problem)
        }
        if wanted.assignments.isEmpty {
            partitionCount = try Self.partitionCount(wanted, config)
        } else {
            partitionCount = try Self.assignedPartitionCount(wanted, nodeId: nodeId)
        }
        configs = try Self.configs(wanted.configs, config)
    }

    private static func partitionCount(
        _ wanted: CreateTopicsRequest.CreatableTopic, _ config: BrokerConfig
    ) throws(Refusal) -> Int32 {
        if wanted.replicationFactor < -1 || wanted.replicationFactor == 0 {
            throw Refusal(
                .invalidReplicationFactor,
                "the replication factor is -1 for the default, or more than 0")
        }
        if wanted.numPartitions < -1 || wanted.numPartitions == 0 {
            throw Refusal(
                .invalidPartitions, "the number of partitions is -1 for the default, or more than 0"
            )
        }
        let replicas =
            wanted.replicationFactor == -1
            ? config.replicationFactorDefault : wanted.replicationFactor
        if replicas != 1 {
            throw Refusal(
                .invalidReplicationFactor,
                "replication factor \(replicas) needs as many brokers; there is one")
        }
        return wanted.numPartitions == -1 ? config.partitionsDefault : wanted.numPartitions
    }

    private static func assignedPartitionCount(
        _ wanted: CreateTopicsRequest.CreatableTopic, nodeId: Int32
    ) throws(Refusal) -> Int32 {
        if wanted.replicationFactor != -1 || wanted.numPartitions != -1 {
            throw Refusal(
                .invalidRequest, "with an assignment, partitions and replication factor must be -1")
        }
        var seen: Set<Int32> = []
        for assignment in wanted.assignments {
            if let problem = problem(
                withReplicas: assignment.brokerIds, of: assignment.partitionIndex, nodeId: nodeId)
            {
                throw Refusal(
                    .invalidReplicaAssignment, problem)
            }
            if !seen.insert(assignment.partitionIndex).inserted {
                throw Refusal(
                    .invalidReplicaAssignment,
                    "partition \(assignment.partitionIndex) is assigned twice")
            }
        }
        let count = Int32(clamping: wanted.assignments.count)
        if !seen.allSatisfy((0..<count).contains) {
            throw Refusal(
                .invalidReplicaAssignment,
                "the assigned partitions do not count up from 0 without a gap")
        }
        return count
    }

    /// What is wrong with the brokers that a partition shall be on, nil when nothing is.
    static func problem(withReplicas replicas: [Int32], of index: Int32, nodeId: Int32) -> String? {
        let partition = "partition \(index)"
        if replicas.isEmpty { return "\(partition) is assigned to no broker" }
        if let other = replicas.first(where: { $0 != nodeId }) {
            return "\(partition) is assigned to broker \(other), which is not there"
        }
        return replicas.count > 1
            ? "\(partition) is assigned to broker \(nodeId) more than once" : nil
    }

    /// The configs set; of a name set twice the last value counts.
    private static func configs(
        _ wanted: [CreateTopicsRequest.CreatableTopicConfig], _ config: BrokerConfig
    ) throws(Refusal) -> [String: String] {
        var configs: [String: String] = [:]
        for entry in wanted {
            guard let value = entry.value else {
                throw Refusal(.invalidConfig, "topic config '\(entry.name)' has no value")
            }
            configs[entry.name] = value
        }
        do {
            try config.checkTopic(configs)
        } catch {
            throw Refusal(.invalidConfig, error.description)
        }
        return configs
    }
}
