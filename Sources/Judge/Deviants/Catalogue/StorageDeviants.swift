// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import LogContract
import Records

/// Brokers that validate or keep records wrongly.
enum StorageDeviants {
    static let all: [Deviant] = validation + limits + header + contents

    private static let validation: [Deviant] = [
        Deviant(
            "crc-unchecked",
            rule: "A batch whose checksum does not fit its bytes is CORRUPT_MESSAGE",
            breach: "does not compare them",
            killedBy: ["prod/crc-bad", "prod/crc-bad-header"],
            .storing { $0.sealed { _ in } }),
        Deviant(
            "refused-batch-leaves-trace",
            rule: "Of a batch that is refused nothing is in the log",
            breach: "stores an empty value in its place",
            killedBy: ["prod/crc-bad"],
            .logs { TraceLog($0) }),
        Deviant(
            "count-from-offsets",
            rule: "A batch whose last offset delta does not fit its record count is refused",
            breach: "puts the delta right",
            killedBy: ["prod/count-mismatch", "prod/neg-last-delta"],
            .storing { batch in
                let count = batch.number(Int32.self, at: BatchLayout.recordCount)
                return batch.sealed { $0.put(count - 1, at: BatchLayout.lastOffsetDelta) }
            }),
        Deviant(
            "record-count-unchecked",
            rule: "A batch that announces more or fewer records than it holds is refused",
            breach: "puts the count right",
            killedBy: ["prod/record-count-lies", "prod/record-count-short"],
            .storing { CountedRecords.corrected($0) }),
        Deviant(
            "empty-batch-accepted",
            rule: "A batch of no records is refused",
            breach: "stores a record in its place",
            killedBy: ["prod/empty-batch"],
            .storing { batch in
                guard batch.number(Int32.self, at: BatchLayout.recordCount) == 0 else { return nil }
                return TraceLog.stub
            }),
        Deviant(
            "trailing-bytes-in-batch-accepted",
            rule: "Bytes behind the last record of a batch are refused",
            breach: "cuts them off",
            killedBy: ["prod/trailing-in-batch"],
            .storing { CountedRecords.trimmed($0) }),
        Deviant(
            "control-batch-accepted",
            rule: "Clients may not write control batches",
            breach: "stores one as ordinary records",
            killedBy: ["prod/control-batch"],
            .storing { batch in
                batch.attributes.isControl ? batch.sealed { $0.attributes.isControl = false } : nil
            }),
        Deviant(
            "producer-id-without-sequence",
            rule: "A producer id without a sequence number is refused",
            breach: "passes over the producer id",
            killedBy: ["prod/pid-negative-seq"],
            .storing { batch in
                guard batch.number(Int32.self, at: BatchLayout.baseSequence) < 0 else { return nil }
                return batch.sealed {
                    $0.put(-1 as Int64, at: BatchLayout.producerId)
                    $0.put(-1 as Int16, at: BatchLayout.producerEpoch)
                    $0.put(-1 as Int32, at: BatchLayout.baseSequence)
                }
            }),
        Deviant(
            "keyless-on-compacted",
            rule: "A record without a key is refused on a compacted topic",
            breach: "stores it",
            killedBy: ["prod/record-errors-keyless-compact"],
            .configured { $0.cleanupPolicy.remove(.compact) }),
        Deviant(
            "codec-unknown-accepted",
            rule: "A batch of a codec nobody knows is refused",
            breach: "takes its records for uncompressed",
            killedBy: ["prod/codec-unknown"],
            .storing { batch in
                guard batch.attributes.codec == nil else { return nil }
                return batch.sealed { $0.attributes.setCodec(.none) }
            }),
        Deviant(
            "unreadable-payload-accepted",
            rule: "A payload that is not of the codec it names is refused",
            breach: "stores an empty value in its place",
            killedBy: ["prod/gzip-garbage", "prod/lz4-inner-checksum-bad"],
            .storing { batch in
                guard batch.attributes.codecBits != 0, batch.records == nil else { return nil }
                return TraceLog.stub
            }),
        Deviant(
            "snappy-refused",
            rule: "Snappy is accepted in xerial framing and without",
            breach: "does not know the codec",
            killedBy: ["prod/snappy-raw", "prod/snappy-xerial"],
            .logs { RefusingLog($0, codec: .snappy) }),
        Deviant(
            "lz4-refused",
            rule: "LZ4 frames are accepted",
            breach: "does not know the codec",
            killedBy: ["prod/lz4-frame", "prod/codec-lz4"],
            .logs { RefusingLog($0, codec: .lz4) }),
    ]

    private static let limits: [Deviant] = [
        Deviant(
            "message-bytes-unlimited",
            rule: "A batch larger than max.message.bytes is MESSAGE_TOO_LARGE",
            breach: "stores batches of any size",
            killedBy: ["prod/too-large", "prod/too-large-by-one", "prod/default-limit"],
            .configured { $0.messageBytesMax = .max }),
        Deviant(
            "message-bytes-of-topic-ignored",
            rule: "A topic's max.message.bytes stands over the broker's",
            breach: "goes by the broker's default",
            killedBy: ["prod/too-large-topic-override", "prod/too-large"],
            .configured { $0.messageBytesMax = 1_048_588 }),
        Deviant(
            "message-bytes-off-by-one",
            rule: "A batch one byte larger than max.message.bytes is refused",
            breach: "accepts it",
            killedBy: ["prod/too-large-by-one", "prod/default-limit"],
            .configured { $0.messageBytesMax += 1 }),
        Deviant(
            "message-bytes-exclusive",
            rule: "A batch of exactly max.message.bytes is accepted",
            breach: "refuses it",
            killedBy: ["prod/exact-limit"],
            .configured { $0.messageBytesMax -= 1 }),
        Deviant(
            "timestamps-unbounded",
            rule: "Timestamps beyond the topic's bounds are INVALID_TIMESTAMP",
            breach: "accepts any",
            killedBy: [
                "prod/ts-before-max", "prod/ts-after-max", "prod/record-errors-timestamp",
            ],
            .configured {
                $0.timestampBeforeMillisMax = .max
                $0.timestampAfterMillisMax = .max
            }),
        Deviant(
            "append-time-not-stamped",
            rule: "On a LogAppendTime topic every record reads the broker's time",
            breach: "keeps the producer's",
            killedBy: ["prod/ts-logappend"],
            .configured { $0.timestampType = .createTime }),
        Deviant(
            "create-time-stamped",
            rule: "On a CreateTime topic every record keeps the producer's time",
            breach: "stamps the broker's",
            killedBy: ["prod/ts-createtime"],
            .configured { $0.timestampType = .logAppendTime }),
        Deviant(
            "codec-dropped",
            rule: "A topic whose compression.type is producer keeps the producer's codec",
            breach: "stores uncompressed",
            killedBy: [
                "prod/codec-gzip", "prod/codec-snappy", "prod/codec-lz4", "prod/codec-zstd",
            ],
            .configured { $0.compression = 0 }),
        Deviant(
            "codec-forced",
            rule: "A topic whose compression.type is producer leaves uncompressed batches alone",
            breach: "packs them with gzip",
            killedBy: ["prod/codec-none"],
            .configured { $0.compression = 1 }),
        Deviant(
            "topic-codec-ignored",
            rule: "A topic's compression.type is what its batches are stored in",
            breach: "keeps the producer's codec",
            killedBy: ["prod/topic-recompress"],
            .configured { $0.compression = nil }),
    ]

    private static let header: [Deviant] = [
        Deviant(
            "base-offset-of-last-record",
            rule: "The base offset told for a batch is that of its first record",
            breach: "tells the last record's",
            killedBy: ["off/monotonic"],
            .logs { LastOffsetLog($0) }),
        Deviant(
            "compressed-batch-moved",
            rule: "Records of a compressed batch have the offsets they were given",
            breach: "counts them from the batch's last offset",
            killedBy: ["off/within-batch"],
            .readingBatches { batch in
                guard batch.attributes.codecBits != 0 else { return }
                let base = batch.number(Int64.self, at: BatchLayout.baseOffset)
                let delta = batch.number(Int32.self, at: BatchLayout.lastOffsetDelta)
                batch.put(base + Int64(delta), at: BatchLayout.baseOffset)
            }),
        Deviant(
            "client-offset-kept",
            rule: "The base offset of a stored batch is the log's",
            breach: "gives out the one its producer wrote",
            killedBy: ["prod/client-base-offset-ignored"],
            .logs { KeptFieldLog($0, field: Int64.self, at: BatchLayout.baseOffset, unless: 0) }),
        Deviant(
            "client-epoch-kept",
            rule: "The leader epoch of a stored batch is the log's",
            breach: "gives out the one its producer wrote",
            killedBy: ["prod/leader-epoch-overwritten"],
            .logs { KeptFieldLog($0, field: Int32.self, at: BatchLayout.leaderEpoch, unless: -1) }),
        Deviant(
            "append-time-bit-given-out",
            rule:
                "No batch of a CreateTime topic is marked LogAppendTime, whatever its producer wrote",
            breach: "marks every batch so when it is read",
            killedBy: ["prod/ts-client-sets-append-bit", "prod/ts-createtime"],
            .readingBatches { batch in
                batch = batch.sealed { $0.attributes.isLogAppendTime = true }
            }),
        Deviant(
            "crc-off-on-read",
            rule: "The checksum of a batch that is read fits its bytes",
            breach: "gives out another",
            killedBy: ["prod/crc-excludes-epoch"],
            .readingBatches { batch in
                batch.put(~batch.number(UInt32.self, at: BatchLayout.crc), at: BatchLayout.crc)
            }),
        Deviant(
            "max-timestamp-of-last",
            rule: "The maximum timestamp of a batch is that of its records",
            breach: "gives out the last record's",
            killedBy: ["prod/ts-negative-delta"],
            .readingBatches { batch in
                guard let last = batch.records?.last?.timestamp else { return }
                batch = batch.sealed { $0.put(last, at: BatchLayout.maxTimestamp) }
            }),
        Deviant(
            "delete-horizon-taken",
            rule: "The delete horizon bit of a producer's batch does not change its records",
            breach: "takes the base timestamp for a horizon and counts from another",
            killedBy: ["prod/delete-horizon-bit"],
            .storing { batch in
                guard batch.attributes.hasDeleteHorizon else { return nil }
                let base = batch.number(Int64.self, at: BatchLayout.baseTimestamp)
                return batch.sealed {
                    $0.attributes.hasDeleteHorizon = false
                    $0.put(base - 1000, at: BatchLayout.baseTimestamp)
                }
            }),
    ]

    private static let contents: [Deviant] = [
        Deviant(
            "headers-dropped",
            rule: "Headers of records are kept",
            breach: "drops them",
            killedBy: ["prod/headers"],
            .storing { batch in
                batch.rebuilt { records in
                    for index in records.indices { records[index].headers = [] }
                }
            }),
        Deviant(
            "headers-unique",
            rule: "Headers with the same key are all kept, in order",
            breach: "keeps the last of each key",
            killedBy: ["prod/headers"],
            .storing { batch in
                batch.rebuilt { records in
                    for index in records.indices {
                        var seen: Set<ByteSlice?> = []
                        records[index].headers = records[index].headers.reversed()
                            .filter { seen.insert($0.key).inserted }.reversed()
                    }
                }
            }),
        Deviant(
            "null-value-emptied",
            rule: "A null value is not an empty one",
            breach: "stores null as empty",
            killedBy: ["prod/null-key-value"],
            .storing { batch in
                batch.rebuilt { records in
                    for index in records.indices {
                        records[index].value = records[index].value ?? .empty
                    }
                }
            }),
        Deviant(
            "empty-key-nulled",
            rule: "An empty key is not a null one",
            breach: "stores empty as null",
            killedBy: ["prod/null-key-value"],
            .storing { batch in
                batch.rebuilt { records in
                    for index in records.indices where records[index].key?.isEmpty == true {
                        records[index].key = nil
                    }
                }
            }),
    ]
}
