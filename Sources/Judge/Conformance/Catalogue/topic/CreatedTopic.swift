// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// What a reply to CreateTopics says of one topic.
struct CreatedTopic {
    let entry: CreateTopicsResponse.CreatableTopicResult
    let error: Observed<ErrorCode>

    /// Finds the topic by name; a reply without it fails the case.
    init(_ reply: Reply<CreateTopicsResponse>, _ name: String) throws {
        let (index, entry) = try reply.only(
            reply.message.topics, at: "topics", "topic “\(name.prefix(40))”"
        ) { $0.name == name }
        self.entry = entry
        error = reply.error("topics[\(index)].errorCode", entry.errorCode)
    }
}

extension Session {
    /// The topic must not exist.
    func isAbsent(_ name: String, _ expect: Expect) async throws {
        let reply = try await metadata(of: [name])
        let (index, entry) = try reply.only(reply.message.topics, at: "topics", name)
        try expect.error(
            reply.error("topics[\(index)].errorCode", entry.errorCode),
            isOneOf: [.unknownTopicOrPartition, .invalidTopicException],
            "Metadata for a topic that must not exist")
    }

    /// Arranges: deletes a topic and waits until Metadata no longer knows it.
    func deleteTopic(_ topic: Topic) async throws {
        let request = DeleteTopicsRequest.with { request in
            request.timeoutMs = 10_000
            request.topicNames = [topic.name]
            request.topics = [.with { $0.name = topic.name }]
        }
        let reply = try await call(request)
        let (_, entry) = try reply.only(reply.message.responses, at: "responses", topic.name)
        guard entry.errorCode == 0 else {
            throw Finding(
                what: "deleting a topic", expected: "no error",
                actual: ErrorCode(rawValue: entry.errorCode).description,
                at: reply.sighting("responses[0].errorCode"))
        }
        let _: Bool = try await eventually("a deleted topic gone from Metadata") {
            let reply = try await metadata(of: [topic.name])
            let code = reply.message.topics.first?.errorCode ?? 0
            return ErrorCode(rawValue: code) == .unknownTopicOrPartition ? true : nil
        }
    }
}
