// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Messages
package import Records

/// What a reply to Fetch says of one partition.
package struct Fetched: Sendable {
    package let reply: Reply<FetchResponse>
    package let error: Observed<ErrorCode>
    package let highWatermark: Observed<Int64>
    package let lastStableOffset: Observed<Int64>
    package let logStartOffset: Observed<Int64>
    package let abortedCount: Observed<Int>
    package let records: Observed<ByteSlice>
    /// `{epoch, endOffset}` of the point where the log departs from what the asker knows.
    package let divergingEpoch: Observed<Int32>

    /// Finds a partition by position of its topic; a reply without it fails the case.
    package init(
        _ reply: Reply<FetchResponse>, topic topicIndex: Int = 0, partition: Int32
    ) throws {
        self.reply = reply
        let topics = reply.message.responses
        guard topics.indices.contains(topicIndex) else {
            throw Finding(
                what: "\(reply.exchange) reply", expected: "an entry for the topic",
                actual: "\(topics.count) entries, error "
                    + ErrorCode(rawValue: reply.message.errorCode).description,
                at: reply.sighting("responses"))
        }
        let list = "responses[\(topicIndex)].partitions"
        let (index, found) = try reply.only(
            topics[topicIndex].partitions, at: list, "partition \(partition)"
        ) { $0.partitionIndex == partition }
        let path = "\(list)[\(index)]"
        error = reply.error("\(path).errorCode", found.errorCode)
        highWatermark = reply.at("\(path).highWatermark", found.highWatermark)
        lastStableOffset = reply.at("\(path).lastStableOffset", found.lastStableOffset)
        logStartOffset = reply.at("\(path).logStartOffset", found.logStartOffset)
        abortedCount = reply.at(
            "\(path).abortedTransactions", found.abortedTransactions?.count ?? 0)
        records = reply.at("\(path).records", found.records ?? .empty)
        divergingEpoch = reply.at(
            "\(path).divergingEpoch", found.divergingEpoch?.epoch ?? -1)
    }

    /// The whole batches of the reply; a cut one at the end is left out, as clients do.
    package func batches() throws -> [RecordBatchView] {
        var batches: [RecordBatchView] = []
        var rest = records.value
        while rest.count >= BatchDraft.headerBytes {
            let announced = Int(rest.bigEndianInt32(at: 8)) + 12
            if announced > rest.count { break }
            do {
                let batch = try RecordBatchView(rest)
                batches.append(batch)
                rest = rest.dropFirst(batch.sizeInBytes)
            } catch {
                throw Finding(
                    what: "batch \(batches.count) of the fetched records",
                    expected: "a record batch of format 2", actual: "\(error)",
                    at: records.sighting)
            }
        }
        return batches
    }

    /// All records, control batches left out, each batch checked against its checksum first.
    package func read() throws -> [Record] {
        var all: [Record] = []
        for batch in try batches() {
            do {
                try batch.checkCRC()
                if batch.isControl { continue }
                all += try batch.records(using: RecordCodecs(), limit: 256 << 20)
            } catch {
                throw Finding(
                    what: "batch at offset \(batch.baseOffset)", expected: "readable records",
                    actual: "\(error)", at: records.sighting)
            }
        }
        return all
    }
}

extension ByteSlice {
    /// The big-endian number at `position`, which the caller knows to be inside.
    func bigEndianInt32(at position: Int) -> Int32 {
        (0..<4).reduce(0) { $0 << 8 | Int32(self[position + $1]) }
    }
}
