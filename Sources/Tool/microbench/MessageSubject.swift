// SPDX-License-Identifier: Apache-2.0

import Bytes
import CBaseline
import Messages

/// Produce and Fetch with one partition of one topic and 1 KiB of records.
enum MessageSubject {
    private static let goal = Goal.nanos(atMost: 300)

    static func measure(_ bench: Bench) throws {
        // Concrete types in each closure, as a broker's handlers have them.
        let produce = produce()
        measure(
            bench, "Produce v9", produce.encoded(version: 9), walk: assay_baseline_walk_produce,
            decode: { reader throws(DecodeError) in
                UInt64(try ProduceRequest(from: &reader, version: 9).topicData.count)
            },
            encode: { produce.encode(to: &$0, version: 9) })
        let fetch = fetch()
        measure(
            bench, "Fetch v12 response", fetch.encoded(version: 12),
            walk: assay_baseline_walk_fetch,
            decode: { reader throws(DecodeError) in
                UInt64(try FetchResponse(from: &reader, version: 12).responses.count)
            },
            encode: { fetch.encode(to: &$0, version: 12) })
    }

    private static func produce() -> ProduceRequest {
        var partition = ProduceRequest.PartitionProduceData()
        partition.index = 3
        partition.records = SampleText.bytes(1024)
        var topic = ProduceRequest.TopicProduceData()
        topic.name = "orders-created"
        topic.partitionData = [partition]
        var request = ProduceRequest()
        request.acks = -1
        request.timeoutMs = 30_000
        request.topicData = [topic]
        return request
    }

    private static func fetch() -> FetchResponse {
        var partition = FetchResponse.PartitionData()
        partition.partitionIndex = 3
        partition.highWatermark = 1_000_000
        partition.lastStableOffset = 1_000_000
        partition.logStartOffset = 0
        partition.records = SampleText.bytes(1024)
        var topic = FetchResponse.FetchableTopicResponse()
        topic.topic = "orders-created"
        topic.partitions = [partition]
        var response = FetchResponse()
        response.sessionId = 77
        response.responses = [topic]
        return response
    }

    private static func measure(
        _ bench: Bench, _ name: String, _ bytes: ByteSlice,
        walk: @escaping (UnsafeRawPointer?, Int) -> UInt64,
        decode: @escaping (inout ByteReader) throws(DecodeError) -> UInt64,
        encode: @escaping (inout ByteWriter) -> Void
    ) {
        bench.compare(
            .messages, "\(name), decode",
            ours: { times in
                var sum: UInt64 = 0
                for _ in 0..<times {
                    var reader = ByteReader(bytes)
                    do throws(DecodeError) {
                        sum &+= try decode(&reader)
                    } catch {
                        return 0
                    }
                }
                return sum
            },
            with: [Contestant("C walk, no values", once: { walk(bytes.base, bytes.count) })],
            goal: goal)
        let scratch = Scratch(capacity: 4096)
        let target = ByteStorage(capacity: bytes.count)
        bench.compare(
            .messages, "\(name), encode",
            ours: { times in
                var sum: UInt64 = 0
                for _ in 0..<times {
                    scratch.writer.reset()
                    encode(&scratch.writer)
                    sum &+= UInt64(scratch.writer.count)
                }
                return sum
            },
            with: [
                Contestant(
                    "memcpy of the bytes",
                    once: {
                        assay_baseline_copy(target.base, bytes.base, bytes.count)
                        return UInt64(target.base.load(as: UInt8.self))
                    })
            ], goal: goal)
    }
}
