// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract
import Messages

/// Writes a Fetch response around the file regions that hold its records.
///
/// By hand, because the generated encoder copies records into its buffer: here the bytes between
/// them are written, and the regions stand beside them for `sendfile`. Layout as in
/// `FetchResponse`, versions 4 to 18; tested equal to the generated encoder.
struct FetchResponseWriter: ~Copyable {
    private let version: Int16
    private let isFlexible: Bool
    private var writer = ByteWriter(capacity: 512)
    /// Ends of the pieces between records, and the records behind each.
    private var cuts: [(end: Int, region: FileRegion)] = []

    /// The reply to `context`'s request.
    static func reply(_ answer: FetchAnswer, to context: RequestContext) -> Reply {
        var response = FetchResponseWriter(version: context.version)
        response.writeHeader(context.correlationId)
        response.write(answer)
        return Reply(
            apiKey: context.apiKey, version: context.version,
            correlationId: context.correlationId, parts: response.finish())
    }

    private init(version: Int16) {
        self.version = version
        isFlexible = FetchResponse.isFlexible(version)
    }

    private mutating func writeHeader(_ correlationId: Int32) {
        writer.writeInt32(0)
        writer.writeInt32(correlationId)
        endStruct()
    }

    private mutating func write(_ answer: FetchAnswer) {
        writer.writeInt32(0)  // throttle time
        if version >= 7 {
            writer.writeInt16(answer.errorCode.rawValue)
            writer.writeInt32(answer.sessionId)
        }
        let topics = Self.runs(of: answer.partitions)
        writer.writeCount(topics.count, compact: isFlexible)
        for topic in topics {
            switch answer.partitions[topic.lowerBound].key.topic {
            case .name(let name): writer.writeString(name, compact: isFlexible)
            case .id(let id): writer.writeUuid(id)
            }
            writer.writeCount(topic.count, compact: isFlexible)
            for partition in answer.partitions[topic] { write(partition) }
            endStruct()
        }
        endStruct()
    }

    private mutating func write(_ partition: FetchPartitionAnswer) {
        writer.writeInt32(partition.key.partition)
        writer.writeInt16(partition.errorCode.rawValue)
        writer.writeInt64(partition.highWatermark)
        writer.writeInt64(partition.lastStableOffset)
        if version >= 5 { writer.writeInt64(partition.logStartOffset) }
        writer.writeCount(partition.abortedTransactions?.count, compact: isFlexible)
        for transaction in partition.abortedTransactions ?? [] {
            writer.writeInt64(transaction.producerId)
            writer.writeInt64(transaction.firstOffset)
            endStruct()
        }
        if version >= 11 { writer.writeInt32(-1) }  // preferred read replica
        writer.writeCount(partition.recordBytes, compact: isFlexible)
        if let region = partition.records, region.count > 0 {
            cuts.append((end: writer.count, region: region))
        }
        writeTags(partition)
    }

    private mutating func writeTags(_ partition: FetchPartitionAnswer) {
        guard isFlexible, let diverging = partition.divergingEpoch else { return endStruct() }
        writer.writeUnsignedVarint(1)
        writer.writeUnsignedVarint(0)  // tag of the diverging epoch
        writer.writeUnsignedVarint(13)  // its bytes
        writer.writeInt32(diverging.epoch)
        writer.writeInt64(diverging.endOffset)
        endStruct()
    }

    private mutating func endStruct() {
        if isFlexible { writer.writeUnsignedVarint(0) }
    }

    private consuming func finish() -> [Reply.Part] {
        let recordBytes = cuts.reduce(0) { $0 + $1.region.count }
        writer.patch(Int32(clamping: writer.count - 4 + recordBytes), at: 0)
        let cuts = cuts
        let bytes = writer.finish()
        var parts: [Reply.Part] = []
        parts.reserveCapacity(2 * cuts.count + 1)
        var start = 0
        for (end, region) in cuts {
            parts.append(.bytes(bytes[start..<end]))
            parts.append(.file(region))
            start = end
        }
        if start < bytes.count { parts.append(.bytes(bytes.dropFirst(start))) }
        return parts
    }

    /// Neighbours of one topic stand together.
    private static func runs(of partitions: [FetchPartitionAnswer]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for index in partitions.indices
        where index + 1 == partitions.count
            || partitions[index + 1].key.topic != partitions[index].key.topic
        {
            runs.append(start..<index + 1)
            start = index + 1
        }
        return runs
    }
}
