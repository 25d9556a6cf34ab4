// SPDX-License-Identifier: Apache-2.0

import Messages

/// What configs belong to, by the name a request gives it (`ConfigResource.Type`).
enum ConfigResource: Hashable {
    /// The name is a legal one; the topic need not be there.
    case topic(String)
    /// This broker.
    case broker
    /// What all brokers of the cluster share.
    case cluster
    /// The levels of this broker's loggers, of which there are none.
    case loggers

    static let topicType: Int8 = 2
    static let brokerType: Int8 = 4
    private static let loggerType: Int8 = 8

    /// Fails on what a lone broker does not have.
    init(type: Int8, name: String, nodeId: Int32) throws(Refusal) {
        switch type {
        case Self.topicType:
            if name.isEmpty {
                throw Refusal(.invalidRequest, "there are no configs for all topics")
            }
            if let problem = TopicName.problem(with: name) {
                throw Refusal(.invalidTopicException, problem)
            }
            self = .topic(name)
        case Self.brokerType where name.isEmpty: self = .cluster
        case Self.brokerType, Self.loggerType:
            guard let number = Int32(name) else {
                throw Refusal(.invalidRequest, "a broker's id is a number, not '\(name)'")
            }
            guard number == nodeId else {
                throw Refusal(.invalidRequest, "this is broker \(nodeId), not \(number)")
            }
            self = type == Self.brokerType ? .broker : .loggers
        default:
            throw Refusal(.invalidRequest, "resource type \(type) has no configs here")
        }
    }
}
