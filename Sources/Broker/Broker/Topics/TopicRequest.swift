// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// A topic that somebody wants, checked against the rules a lone broker has.
struct TopicRequest {
    let name: String
    let partitionCount: Int32
    let configs: [String: String]

    private typealias Assignment = CreateTopicsRequest.CreatableReplicaAssignment

    init(
        _ wanted: CreateTopicsRequest.CreatableTopic, nodeId: Int32, config: BrokerConfig
    ) throws(TopicRefusal) {
        name = wanted.name
        if let problem = TopicName.problem(with: name) {
            throw TopicRefusal(code: .invalidTopicException, message: problem)
        }
        if wanted.assignments.isEmpty {
            partitionCount = try Self.partitionCount(wanted, config)
        } else {
            partitionCount = try Self.assignedPartitionCount(wanted, nodeId: nodeId)
        }
        configs = try Self.configs(wanted.configs)
    }

    private static func partitionCount(
        _ wanted: CreateTopicsRequest.CreatableTopic, _ config: BrokerConfig
    ) throws(TopicRefusal) -> Int32 {
        if wanted.replicationFactor < -1 || wanted.replicationFactor == 0 {
            throw TopicRefusal(
                code: .invalidReplicationFactor,
                message: "the replication factor is -1 for the default, or more than 0")
        }
        if wanted.numPartitions < -1 || wanted.numPartitions == 0 {
            throw TopicRefusal(
                code: .invalidPartitions,
                message: "the number of partitions is -1 for the default, or more than 0")
        }
        let replicas =
            wanted.replicationFactor == -1
            ? config.replicationFactorDefault : wanted.replicationFactor
        if replicas != 1 {
            throw TopicRefusal(
                code: .invalidReplicationFactor,
                message: "replication factor \(replicas) needs as many brokers; there is one")
        }
        return wanted.numPartitions == -1 ? config.partitionsDefault : wanted.numPartitions
    }

    private static func assignedPartitionCount(
        _ wanted: CreateTopicsRequest.CreatableTopic, nodeId: Int32
    ) throws(TopicRefusal) -> Int32 {
        if wanted.replicationFactor != -1 || wanted.numPartitions != -1 {
            throw TopicRefusal(
                code: .invalidRequest,
                message: "with an assignment, partitions and replication factor must be -1")
        }
        var seen: Set<Int32> = []
        for assignment in wanted.assignments {
            if let problem = problem(with: assignment, nodeId: nodeId) {
                throw TopicRefusal(code: .invalidReplicaAssignment, message: problem)
            }
            if !seen.insert(assignment.partitionIndex).inserted {
                throw TopicRefusal(
                    code: .invalidReplicaAssignment,
                    message: "partition \(assignment.partitionIndex) is assigned twice")
            }
        }
        let count = Int32(clamping: wanted.assignments.count)
        if !seen.allSatisfy((0..<count).contains) {
            throw TopicRefusal(
                code: .invalidReplicaAssignment,
                message: "the assigned partitions do not count up from 0 without a gap")
        }
        return count
    }

    private static func problem(with assignment: Assignment, nodeId: Int32) -> String? {
        let partition = "partition \(assignment.partitionIndex)"
        if assignment.brokerIds.isEmpty { return "\(partition) is assigned to no broker" }
        if let other = assignment.brokerIds.first(where: { $0 != nodeId }) {
            return "\(partition) is assigned to broker \(other), which is not there"
        }
        return assignment.brokerIds.count > 1
            ? "\(partition) is assigned to broker \(nodeId) more than once" : nil
    }

    /// The configs set; of a name set twice the last value counts.
    private static func configs(
        _ wanted: [CreateTopicsRequest.CreatableTopicConfig]
    ) throws(TopicRefusal) -> [String: String] {
        var configs: [String: String] = [:]
        for config in wanted {
            guard let value = config.value else {
                throw TopicRefusal(
                    code: .invalidConfig, message: "topic config '\(config.name)' has no value")
            }
            do {
                try ConfigTable.topic.check(config.name, value)
            } catch {
                throw TopicRefusal(code: .invalidConfig, message: error.description)
            }
            configs[config.name] = value
        }
        return configs
    }
}
