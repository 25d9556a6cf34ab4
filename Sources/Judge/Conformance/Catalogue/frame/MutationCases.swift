// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// Valid requests with bits turned.
enum MutationCases {
    /// Mutated requests, each on a connection of its own.
    private static let rounds = 48
    /// How long a reply to one is waited for; most never come.
    private static let patience = Duration.milliseconds(80)

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "frame/bit-flip-fuzz", .must, .safety,
            "Requests with turned bits leave the broker alive and other data intact",
            source: "Bounded reading of peer input",
            explain: """
                Turns one to three bits in 48 valid requests (Fetch, ListOffsets, Metadata without \
                creation), each sent on a connection of its own; any reply or end will do. \
                Afterwards records written before must read back unchanged. The seed of the run \
                decides which bits.
                """,
            uses: [.produce, .fetch, .listOffsets, .metadata(4...Int16.max)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            let batch = session.batch("first", "second", "third")
            try await session.append(batch, to: topic)
            var random = SplitMix64(seed: session.settings.seed)
            let frames = try templates(session, topic)
            for round in 0..<rounds {
                let link = try await session.connect(leaderOf: topic)
                var bytes = frames[round % frames.count]
                for _ in 0...Int.random(in: 0...2, using: &random) {
                    // The size stays true: wrong sizes have cases of their own.
                    let position = Int.random(in: 4..<bytes.count, using: &random)
                    bytes = bytes.flippingBit(
                        Int.random(in: 0...7, using: &random), at: position)
                }
                try await link.send(bytes)
                _ = try await link.outcome(within: patience)
                link.close()
            }

            let read = try await session.readAll(topic)
            try expect.equal(read.map(\.value), batch.records.map(\.value), "values afterwards")
        }
    ]

    private static func templates(_ session: Session, _ topic: Topic) throws -> [ByteSlice] {
        let fetch = session.fetchRequest(topic, at: 0) { $0.maxWaitMs = 10 }
        let list = ListOffsetsRequest.with { request in
            request.topics = [
                .with { entry in
                    entry.name = topic.name
                    entry.partitions = [.with { $0.timestamp = TimeTarget.latest }]
                }
            ]
        }
        let metadata = MetadataRequest.with { request in
            request.allowAutoTopicCreation = false
            request.topics = [.with { $0.name = topic.name }]
        }
        return [
            Frame.encodeRequest(
                fetch, version: try session.version(of: FetchRequest.self), correlationId: 1,
                clientId: "assay"),
            Frame.encodeRequest(
                list, version: try session.version(of: ListOffsetsRequest.self), correlationId: 2,
                clientId: "assay"),
            Frame.encodeRequest(
                metadata, version: try session.version(of: MetadataRequest.self), correlationId: 3,
                clientId: "assay"),
        ]
    }
}
