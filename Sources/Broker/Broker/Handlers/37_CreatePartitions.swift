// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    /// CreatePartitions (KIP-195): topics grow, each judged for itself; they never shrink.
    func createPartitions(
        _ request: CreatePartitionsRequest, _ context: RequestContext
    ) -> Outcome {
        var counts: [String: Int] = [:]
        for topic in request.topics { counts[topic.name, default: 0] += 1 }
        var response = CreatePartitionsResponse()
        var budget = Self.partitionsPerRequestMax
        for topic in request.topics {
            guard let count = counts[topic.name] else { continue }
            var answer = CreatePartitionsResponse.CreatePartitionsTopicResult()
            answer.name = topic.name
            do throws(Refusal) {
                guard count == 1 else {
                    counts[topic.name] = nil
                    throw Refusal(.invalidRequest, "the topic is named more than once")
                }
                try grow(topic, validateOnly: request.validateOnly, budget: &budget)
            } catch {
                answer.errorCode = error.code.rawValue
                answer.errorMessage = error.message
            }
            response.results.append(answer)
        }
        return context.reply(response)
    }

    private func grow(
        _ wanted: CreatePartitionsRequest.CreatePartitionsTopic, validateOnly: Bool,
        budget: inout Int
    ) throws(Refusal) {
        guard let topic = topics[.name(wanted.name)] else {
            throw Refusal(.unknownTopicOrPartition, nil)
        }
        let current = topic.record.partitionCount
        guard wanted.count > current else {
            throw Refusal(
                .invalidPartitions,
                "the topic has \(current) partitions already; \(wanted.count) are not more")
        }
        let added = wanted.count - current
        budget -= Int(added)
        if budget < 0 {
            throw Refusal(
                .policyViolation,
                "more than \(Self.partitionsPerRequestMax) partitions in one request")
        }
        if let assignments = wanted.assignments {
            guard assignments.count == Int(added) else {
                throw Refusal(
                    .invalidReplicaAssignment,
                    "\(assignments.count) assignments for \(added) new partitions")
            }
            for (index, assignment) in assignments.enumerated() {
                if let problem = TopicRequest.problem(
                    withReplicas: assignment.brokerIds, of: current + Int32(index),
                    nodeId: identity.nodeId)
                {
                    throw Refusal(.invalidReplicaAssignment, problem)
                }
            }
        }
        guard !validateOnly else { return }
        do {
            try topics.grow(topic, to: wanted.count)
        } catch {
            throw Refusal(error)
        }
    }
}
