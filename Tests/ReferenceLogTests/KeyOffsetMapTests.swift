// SPDX-License-Identifier: Apache-2.0

import LogContract
import ReferenceLog
import TestSupport
import Testing

@Suite struct KeyOffsetMapTests {
    private let hasher = KeyHasher(low: 0x0706_0504_0302_0100, high: 0x0F0E_0D0C_0B0A_0908)

    private func put(_ map: KeyOffsetMap, _ key: String, _ offset: Int64) -> Bool {
        Array(key.utf8).withUnsafeBytes { map.put($0, offset: offset) }
    }

    private func offset(_ map: KeyOffsetMap, _ key: String) -> Int64? {
        Array(key.utf8).withUnsafeBytes { map.offset(of: $0) }
    }

    private func hex(_ count: UInt8) -> [UInt64] {
        let hash = (0..<count).map { $0 }.withUnsafeBytes { hasher.hash($0) }
        return [hash.low.byteSwapped, hash.high.byteSwapped]
    }

    /// The first of the vectors that its authors publish, key 00 01 … 0f.
    @Test func `The hash is SipHash-2-4 of 128 bits`() {
        #expect(hex(0) == [0xA381_7F04_BA25_A8E6, 0x6DF6_7214_C755_0293])
        #expect(hex(1) == [0xDA87_C1D8_6B99_AF44, 0x3476_5911_9B22_FC45])
    }

    @Test func `A map holds what a dictionary holds`() throws {
        var random = SeededGenerator()
        let map = try KeyOffsetMap(bytesMax: 1 << 20, keysMax: 700, hasher: hasher)
        var model: [String: Int64] = [:]
        for offset in 0..<4000 {
            let key = String(Int.random(in: 0..<700, using: &random))
            #expect(put(map, key, Int64(offset)))
            model[key] = Int64(offset)
        }
        #expect(map.count == model.count)
        for (key, offset) in model { #expect(self.offset(map, key) == offset) }
        #expect(offset(map, "another") == nil)
    }

    @Test func `A full map refuses another key and still takes one it has`() throws {
        let map = try KeyOffsetMap(
            bytesMax: 100 * KeyOffsetMap.slotBytes, keysMax: .max, hasher: hasher)
        #expect(map.sizeInBytes == 100 * KeyOffsetMap.slotBytes)
        #expect(map.countMax == 90)
        for index in 0..<90 { #expect(put(map, "\(index)", Int64(index))) }
        #expect(!put(map, "one more", 90))
        #expect(put(map, "7", 91))
        #expect(offset(map, "7") == 91)
        #expect(offset(map, "one more") == nil)
    }

    @Test func `A map is as small as its keys allow`() throws {
        let map = try KeyOffsetMap(bytesMax: 1 << 30, keysMax: 10, hasher: hasher)
        #expect(map.sizeInBytes == 20 * KeyOffsetMap.slotBytes)
        let sparse = try KeyOffsetMap(
            bytesMax: 24 * 100, keysMax: 1000, loadMax: 0.5, hasher: hasher)
        #expect(sparse.countMax == 50)
        let least = try KeyOffsetMap(bytesMax: 0, keysMax: 0, hasher: hasher)
        #expect(put(least, "a", 0))
        #expect(!put(least, "b", 1))
    }
}
