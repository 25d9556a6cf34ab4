// SPDX-License-Identifier: Apache-2.0

import BrokerServer
import Bytes
import Client
import Messages
import Records
import TestSupport
import Testing

/// Acknowledgements behind real flushes, with several clients at a time.
struct DurabilityTests {
    @Test(arguments: ["page-cache", "group-commit", "sync"])
    func `every producer is answered, and reads what it wrote`(mode: String) async throws {
        try await ServedBroker.run(["durability": mode]) { broker in
            let first = try await broker.connect(creating: "t")
            let connections = [first, try await broker.connect(), try await broker.connect()]
            let request = try ServedBroker.produce([ByteSlice(utf8: "v")], to: "t", acks: 1)
            var offsets: Set<Int64> = []
            for _ in 0..<5 {
                let replies = connections.map { $0.start(request, version: 9) }
                for reply in replies {
                    let message = try await reply.reply().message
                    let answer = try #require(message.responses.first?.partitionResponses.first)
                    #expect(answer.errorCode == 0)
                    offsets.insert(answer.baseOffset)
                }
            }
            #expect(offsets == Set(0..<15))
            let fetched = try await first.roundTrip(ServedBroker.fetch("t", at: 0), version: 12)
            #expect(try !fetched.message.records.isEmpty)
        }
    }

    @Test(arguments: ["page-cache", "group-commit", "sync"])
    func `requests in flight are answered in their order, a bad one for itself`(
        mode: String
    ) async throws {
        try await ServedBroker.run(["durability": mode]) { broker in
            let connection = try await broker.connect(creating: "t")
            let good = try ServedBroker.produce([ByteSlice(utf8: "v")], to: "t", acks: 1)
            var bad = good
            var bytes = try #require(good.topicData[0].partitionData[0].records).array
            bytes[bytes.count - 1] ^= 1
            bad.topicData[0].partitionData[0].records = ByteSlice(bytes)
            let writes = (0..<40).map { connection.start($0 == 17 ? bad : good, version: 9) }
            let between = connection.start(ServedBroker.allTopics, version: 9)
            let behind = connection.start(good, version: 9)
            var offsets: [Int64] = []
            for write in writes + [behind] {
                let answer = try #require(
                    try await write.reply().message.responses.first?.partitionResponses.first)
                offsets.append(answer.errorCode == 0 ? answer.baseOffset : -2)
            }
            #expect(try await between.reply().message.topics.count == 1)
            #expect(offsets == Array(0..<17) + [-2] + Array(17..<40))
        }
    }
}
