// SPDX-License-Identifier: Apache-2.0

import Bytes
import Compression
import Foundation
import TestSupport

/// One record set written by Kafka, with Kafka's own reading of it.
struct GoldenRecords: Decodable, Sendable {
    struct Header: Decodable, Sendable {
        var key: String
        var value: String?
    }

    struct Record: Decodable, Sendable {
        var offset: Int64
        var timestamp: Int64
        var sequence: Int32?
        var key: String?
        var value: String?
        var headers: [Header]?
    }

    struct Batch: Decodable, Sendable {
        var position: Int
        var magic: Int8
        var sizeInBytes: Int
        var baseOffset: Int64
        var lastOffset: Int64
        var nextOffset: Int64
        var compression: String
        var timestampType: String
        var crc: UInt32
        var maxTimestamp: Int64
        var attributes: Int16
        var partitionLeaderEpoch: Int32?
        var lastOffsetDelta: Int32?
        var baseTimestamp: Int64?
        var producerId: Int64?
        var producerEpoch: Int16?
        var baseSequence: Int32?
        var lastSequence: Int32?
        var isTransactional: Bool?
        var isControlBatch: Bool?
        var deleteHorizonMs: Int64?
        var recordCount: Int32?
        var records: [Record]
    }

    var id: String
    var note: String
    var hex: String
    var sizeInBytes: Int
    var partialTrailingBytes: Int?
    var batches: [Batch]

    /// The bytes Kafka wrote.
    func bytes() throws -> ByteSlice {
        guard let bytes = ByteSlice(hex: hex) else { throw CocoaError(.fileReadCorruptFile) }
        return bytes
    }

    /// Every vector of `records.jsonl.gz` in the golden folder.
    static func all() throws -> [GoldenRecords] {
        let path = try Needs.golden.path() + "/records.jsonl.gz"
        let packed = ByteSlice(try Data(contentsOf: URL(filePath: path)))
        let text = try Compressor().decompress(packed, codec: .gzip, limit: 256 << 20)
        return try text.array.split(separator: 0x0A).map {
            try JSONDecoder().decode(GoldenRecords.self, from: Data($0))
        }
    }
}
