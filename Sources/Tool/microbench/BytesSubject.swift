// SPDX-License-Identifier: Apache-2.0

import Bytes
import CBaseline

/// Varints, the innermost loop of everything.
enum BytesSubject {
    static func measure(_ bench: Bench) throws {
        for (name, shift) in [("one byte", UInt32(25)), ("one to five bytes", 0)] {
            let values = values(4096, shift: shift)
            decode(bench, "unsigned varint decode, \(name)", values)
            encode(bench, "unsigned varint encode, \(name)", values)
        }
    }

    /// Numbers of every length, none longer than 32 - `shift` bits.
    private static func values(_ count: Int, shift: UInt32) -> [UInt32] {
        var state: UInt32 = 0x9E37_79B9
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 17
            state ^= state << 5
            return (state >> (state & 31)) >> shift
        }
    }

    private static func decode(_ bench: Bench, _ name: String, _ values: [UInt32]) {
        var writer = ByteWriter()
        for value in values { writer.writeUnsignedVarint(value) }
        let bytes = writer.finish()
        bench.compare(
            .bytes, name,
            ours: { times in
                var sum: UInt64 = 0
                for _ in 0..<times { sum &+= sumVarints(bytes) }
                return sum
            },
            with: [
                Contestant("C loop", once: { assay_baseline_sum_varints(bytes.base, bytes.count) })
            ], operations: values.count)
    }

    private static func sumVarints(_ bytes: ByteSlice) -> UInt64 {
        var reader = ByteReader(bytes)
        var sum: UInt64 = 0
        do {
            while !reader.isAtEnd { sum &+= UInt64(try reader.readUnsignedVarint()) }
        } catch {
            // Bytes of our own making are well formed; a wrong sum would show in no result.
            return .max
        }
        return sum
    }

    private static func encode(_ bench: Bench, _ name: String, _ values: [UInt32]) {
        let room = Scratch(capacity: values.count * 5 + 16)
        let target = ByteStorage(capacity: values.count * 5 + 16)
        bench.compare(
            .bytes, name,
            ours: { times in
                var sum: UInt64 = 0
                for _ in 0..<times {
                    room.writer.reset()
                    for value in values { room.writer.writeUnsignedVarint(value) }
                    sum &+= UInt64(room.writer.count)
                }
                return sum
            },
            with: [
                Contestant(
                    "C loop",
                    once: {
                        values.withUnsafeBufferPointer {
                            UInt64(
                                assay_baseline_write_varints(target.base, $0.baseAddress, $0.count))
                        }
                    })
            ], operations: values.count)
    }
}
