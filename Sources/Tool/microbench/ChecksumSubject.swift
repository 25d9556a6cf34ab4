// SPDX-License-Identifier: Apache-2.0

import Bytes
import CBaseline

/// Checksums: beside the best kernel from cache, beside memory from 64 MiB.
enum ChecksumSubject {
    private static let cached = [64, 256, 1024, 4096, 65_536, 1 << 20]
    private static let memoryBytes = 64 << 20

    static func measure(_ bench: Bench) {
        let names = CRC32C.kernels.filter(\.isAvailable).map(\.name).joined(separator: ", ")
        bench.note("CRC-32C kernels of this CPU: \(names)")
        for size in bench.isQuick ? [256, 4096, 65_536] : cached {
            compare(
                bench, "CRC-32C", size, CRC32C.kernels, ours: { CRC32C.checksum($0, seed: $1) })
        }
        for size in bench.isQuick ? [4096] : [256, 4096, 65_536] {
            compare(bench, "CRC-32", size, CRC32.kernels, ours: { CRC32.checksum($0, seed: $1) })
        }
        compareWithMemory(bench)
    }

    private static func compare(
        _ bench: Bench, _ name: String, _ size: Int, _ kernels: [ChecksumKernel],
        ours: @escaping (UnsafeRawBufferPointer, UInt32) -> UInt32
    ) {
        let bytes = SampleText.bytes(size)
        // The bitwise reference is no contestant.
        let rivals = kernels.dropFirst().filter(\.isAvailable).map { kernel in
            Contestant(kernel.name) { times in
                bytes.withUnsafeBytes { bytes in
                    chain(times) { kernel.checksum(bytes, seed: $0) ?? 0 }
                }
            }
        }
        bench.compare(
            .crc, "\(name), \(SizeText.of(size)) in cache",
            ours: { times in
                bytes.withUnsafeBytes { bytes in chain(times) { ours(bytes, $0) } }
            }, with: rivals, bytes: size, goal: .ratio(atLeast: 0.9))
    }

    /// One after another, each from what the last one gave, as batches of a stream would not be:
    /// neither side can overlap two of them.
    private static func chain(_ times: Int, _ step: (UInt32) -> UInt32) -> UInt64 {
        var value: UInt32 = 0
        for _ in 0..<times { value = step(value) }
        return UInt64(value)
    }

    private static func compareWithMemory(_ bench: Bench) {
        let bytes = SampleText.bytes(memoryBytes)
        let target = ByteStorage(capacity: memoryBytes)
        bench.compare(
            .crc, "CRC-32C, 64 MiB from memory",
            ours: { times in
                bytes.withUnsafeBytes { bytes in
                    chain(times) { CRC32C.checksum(bytes, seed: $0) }
                }
            },
            with: [
                Contestant("memory, read", once: { assay_baseline_read(bytes.base, memoryBytes) }),
                Contestant(
                    "memcpy",
                    once: {
                        assay_baseline_copy(target.base, bytes.base, memoryBytes)
                        return UInt64(target.base.load(as: UInt8.self))
                    }),
            ], bytes: memoryBytes, goal: .ratio(atLeast: 0.9))
    }
}
