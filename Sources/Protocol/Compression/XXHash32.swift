// SPDX-License-Identifier: Apache-2.0

/// xxHash, 32 bits, seed 0: the checksum of the LZ4 frame format (xxHash specification 0.1.1).
///
/// liblz4 has it inside and does not offer it.
enum XXHash32 {
    private static let primes: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
        2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393
    )

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var position = 0
        var hash: UInt32
        if bytes.count >= 16 {
            var lanes = SIMD4<UInt32>(
                primes.0 &+ primes.1, primes.1, 0, 0 &- primes.0)
            while position + 16 <= bytes.count {
                for lane in 0..<4 {
                    let word = load(bytes, position + 4 * lane)
                    lanes[lane] = rotate(lanes[lane] &+ word &* primes.1, 13) &* primes.0
                }
                position += 16
            }
            hash =
                rotate(lanes[0], 1) &+ rotate(lanes[1], 7) &+ rotate(lanes[2], 12)
                &+ rotate(lanes[3], 18)
        } else {
            hash = primes.4
        }
        hash &+= UInt32(truncatingIfNeeded: bytes.count)
        while position + 4 <= bytes.count {
            hash = rotate(hash &+ load(bytes, position) &* primes.2, 17) &* primes.3
            position += 4
        }
        while position < bytes.count {
            hash = rotate(hash &+ UInt32(bytes[position]) &* primes.4, 11) &* primes.0
            position += 1
        }
        hash = (hash ^ hash >> 15) &* primes.1
        hash = (hash ^ hash >> 13) &* primes.2
        return hash ^ hash >> 16
    }

    private static func load(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    }

    private static func rotate(_ value: UInt32, _ bits: UInt32) -> UInt32 {
        value << bits | value >> (32 - bits)
    }
}
