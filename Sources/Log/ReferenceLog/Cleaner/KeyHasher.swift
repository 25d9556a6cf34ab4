// SPDX-License-Identifier: Apache-2.0

/// SipHash-2-4 with a 128-bit result (Aumasson, Bernstein).
///
/// Compaction takes two keys of the same hash for the same key. Among 5 million keys, what 128 MiB
/// of map hold, any two meet by chance with a probability below 2^-83; and since the hash is keyed
/// with random bits, nobody who may produce can look for two keys that meet, as with Kafka's MD5.
package struct KeyHasher: Sendable {
    package struct Hash: Hashable, Sendable {
        package var low: UInt64
        package var high: UInt64
    }

    private let low: UInt64
    private let high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    package func hash(_ key: UnsafeRawBufferPointer) -> Hash {
        var v0 = low ^ 0x736F_6D65_7073_6575
        var v1 = high ^ 0x646F_7261_6E64_6F6D ^ 0xEE
        var v2 = low ^ 0x6C79_6765_6E65_7261
        var v3 = high ^ 0x7465_6462_7974_6573

        @inline(__always)
        func round() {
            v0 &+= v1
            v2 &+= v3
            v1 = (v1 << 13 | v1 >> 51) ^ v0
            v3 = (v3 << 16 | v3 >> 48) ^ v2
            v0 = v0 << 32 | v0 >> 32
            v2 &+= v1
            v0 &+= v3
            v1 = (v1 << 17 | v1 >> 47) ^ v2
            v3 = (v3 << 21 | v3 >> 43) ^ v0
            v2 = v2 << 32 | v2 >> 32
        }

        let whole = key.count & ~7
        var position = 0
        while position < whole {
            let word = UInt64(
                littleEndian: key.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            v3 ^= word
            round()
            round()
            v0 ^= word
            position += 8
        }
        var last = UInt64(truncatingIfNeeded: key.count) << 56
        while position < key.count {
            last |= UInt64(key[position]) << UInt64(8 * (position - whole))
            position += 1
        }
        v3 ^= last
        round()
        round()
        v0 ^= last
        v2 ^= 0xEE
        for _ in 0..<4 { round() }
        let first = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xDD
        for _ in 0..<4 { round() }
        return Hash(low: first, high: v0 ^ v1 ^ v2 ^ v3)
    }
}
