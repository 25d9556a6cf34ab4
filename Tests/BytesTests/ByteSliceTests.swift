// SPDX-License-Identifier: Apache-2.0

import Bytes
import Testing

struct ByteSliceTests {
    private static let slice = ByteSlice(0..<10)

    @Test func `cutting counts from the slice's own start`() {
        let inner = Self.slice[2..<8]
        #expect(inner.array == [2, 3, 4, 5, 6, 7])
        #expect(inner[1..<3].array == [3, 4])
        #expect(inner.prefix(2).array == [2, 3])
        #expect(inner.prefix(100).count == 6)
        #expect(inner.dropFirst(6).isEmpty)
        #expect(inner.copy == inner && inner.copy.storage !== inner.storage)
    }

    @Test func `equality and hash look at the bytes alone`() {
        let other = ByteSlice([9, 2, 3])
        #expect(Self.slice[2..<4] == other[1..<3])
        #expect(Self.slice[2..<4].hashValue == other[1..<3].hashValue)
        #expect(Self.slice[2..<4] != Self.slice[2..<5])
        #expect(ByteSlice.empty == ByteSlice([]))
    }

    @Test func `hexadecimal text goes both ways`() {
        #expect(ByteSlice([0, 0xAB, 0xFF]).hex == "00abff")
        #expect(ByteSlice(hex: "00 aB\nFf") == [0, 0xAB, 0xFF])
        #expect(ByteSlice(hex: "0") == nil)
        #expect(ByteSlice(hex: "0g") == nil)
        #expect(ByteSlice(hex: "") == .empty)
    }

    @Test func `text replaces what is not UTF-8`() {
        #expect(ByteSlice(utf8: "grün").text == "grün")
        #expect(ByteSlice([0x61, 0xC3]).text == "a\u{FFFD}")
    }

    @Test func `a block never begins on a page`() {
        for capacity in [0, 1, 4096, 1 << 20, 64 << 20] {
            let storage = ByteStorage(capacity: capacity)
            #expect(UInt(bitPattern: storage.base) & 4095 != 0)
        }
    }
}
