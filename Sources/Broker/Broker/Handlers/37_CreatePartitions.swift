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
        var growths: [(topic: Topic, count: Int32)] = []
        for topic in request.topics {
            guard let count = counts[topic.name] else { continue }
            var answer = CreatePartitionsResponse.CreatePartitionsTopicResult()
            answer.name = topic.name
            do throws(Refusal) {
                guard count == 1 else {
                    counts[topic.name] = nil
                    throw Refusal(.invalidRequest, "the topic is named more than once")
                }
                growths.append((try grown(topic, budget: &budget), topic.count))
            } catch {
                answer.errorCode = error.code.rawValue
                answer.errorMessage = error.message
            }
            response.results.append(answer)
        }
        let failures = request.validateOnly ? [:] : topics.grow(growths)
        if !failures.isEmpty {
            for index in response.results.indices where response.results[index].errorCode == 0 {
                guard let error = failures[response.results[index].name] else { continue }
                let refusal = Refusal(error)
                response.results[index].errorCode = refusal.code.rawValue
                response.results[index].errorMessage = refusal.message
            }
        }
        return context.reply(response)
    }

    /// The topic that shall have more partitions; fails where it cannot.
    private func grown(
        _ wanted: CreatePartitionsRequest.CreatePartitionsTopic, budget: inout Int
    ) throws(Refusal) -> Topic {
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
        return topic
    }
}
