// SPDX-License-Identifier: Apache-2.0

import Bytes
import Foundation
import Records
import TestSupport

/// A partition's folder whose files are put together byte by byte.
final class HandmadeLog {
    private let folder: TemporaryDirectory

    var path: String { folder.file("orders-0") }

    init() throws {
        folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The stem of the segment from `base`.
    static func stem(_ base: Int64) -> String {
        let digits = String(base)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }

    func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    /// `batch` with other fields and the checksum that belongs to them.
    static func patched(
        _ batch: [UInt8], offset: Int64, producerId: Int64? = nil, epoch: Int16? = nil
    ) -> [UInt8] {
        var batch = batch
        put(offset, in: &batch, at: 0)
        if let producerId { put(producerId, in: &batch, at: 43) }
        if let epoch { put(epoch, in: &batch, at: 51) }
        seal(&batch)
        return batch
    }

    static func seal(_ batch: inout [UInt8]) {
        put(Int32(batch.count - 12), in: &batch, at: 8)
        put(batch[21...].withUnsafeBytes { CRC32C.checksum($0) }, in: &batch, at: 17)
    }

    static func put(_ value: some FixedWidthInteger, in bytes: inout [UInt8], at place: Int) {
        withUnsafeBytes(of: value.bigEndian) {
            bytes.replaceSubrange(place..<(place + $0.count), with: $0)
        }
    }

    /// A producer snapshot of `count` producers without a transaction, the ids from 0.
    static func snapshot(of count: Int) -> [UInt8] {
        var entry = [UInt8](repeating: 0, count: 46)
        put(Int64(-1), in: &entry, at: 38)
        var bytes = [UInt8](repeating: 0, count: 10)
        bytes.reserveCapacity(10 + count * 46)
        put(Int16(1), in: &bytes, at: 0)
        put(Int32(count), in: &bytes, at: 6)
        for id in 0..<count {
            put(Int64(id), in: &entry, at: 0)
            bytes += entry
        }
        put(bytes[6...].withUnsafeBytes { CRC32C.checksum($0) }, in: &bytes, at: 2)
        return bytes
    }

    /// A control batch of `count` records, of which the first is a marker that commits.
    static func control(of count: Int) throws -> [UInt8] {
        var batch = try RecordBatchBuilder.transactionMarker(
            .commit, producerId: 1, producerEpoch: 0, coordinatorEpoch: 0, timestamp: 5
        ).build().array
        batch.reserveCapacity(batch.count + count * 9)
        for index in 1..<UInt64(count) {
            // Length, attributes, timestamp, offset, null key, null value, no headers.
            var delta: [UInt8] = []
            var rest = index << 1
            while rest > 0x7F {
                delta.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            delta.append(UInt8(rest))
            batch.append(UInt8(5 + delta.count) << 1)
            batch += [0, 0]
            batch += delta
            batch += [1, 1, 0]
        }
        put(Int32(count - 1), in: &batch, at: 23)
        put(Int32(count), in: &batch, at: 57)
        seal(&batch)
        return batch
    }
}
