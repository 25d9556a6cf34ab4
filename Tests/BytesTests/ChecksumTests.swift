// SPDX-License-Identifier: Apache-2.0

import Bytes
import TestSupport
import Testing

struct ChecksumTests {
    private static let digits = ByteSlice(utf8: "123456789")

    @Test func `the check values of the catalogues come out`() {
        #expect(CRC32C.checksum(Self.digits) == 0xE306_9283)
        #expect(CRC32.checksum(Self.digits) == 0xCBF4_3926)
        #expect(CRC32C.checksum(.empty) == 0)
        #expect(CRC32.checksum(.empty) == 0)
    }

    @Test(arguments: CRC32C.kernels.dropFirst().map(\.name))
    func `a CRC-32C kernel agrees with the reference`(name: String) throws {
        try Self.compare(name, among: CRC32C.kernels, with: Self.crc32c)
    }

    @Test(arguments: CRC32.kernels.dropFirst().map(\.name))
    func `a CRC-32 kernel agrees with the reference`(name: String) throws {
        try Self.compare(name, among: CRC32.kernels, with: Self.crc32)
    }

    @Test func `a checksum continues where another ended`() {
        var generator = SeededGenerator()
        let bytes = ByteSlice(generator.bytes(20_000))
        for _ in 0..<200 {
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            let head = CRC32C.checksum(bytes.prefix(cut))
            let whole = bytes.dropFirst(cut).withUnsafeBytes { CRC32C.checksum($0, seed: head) }
            #expect(whole == CRC32C.checksum(bytes), "cut at \(cut)")
        }
    }

    /// What the reference says of 0…4096 bytes from offsets 0…63, a row an offset.
    ///
    /// A row is one walk: the checksum of n + 1 bytes continues that of n.
    private struct Reference {
        let bytes: ByteSlice
        let rows: [[UInt32]]

        init(_ kernel: ChecksumKernel) {
            var generator = SeededGenerator(for: "checksum reference")
            let bytes = ByteSlice(generator.bytes(64 + 4096))
            self.bytes = bytes
            rows = (0..<64).map { offset in
                var row = [Self.seed(at: offset)]
                for length in 0..<4096 {
                    let next = bytes[offset + length..<offset + length + 1]
                    row.append(
                        next.withUnsafeBytes { kernel.checksum($0, seed: row[length]) ?? 0 })
                }
                return row
            }
        }

        static func seed(at offset: Int) -> UInt32 {
            UInt32(truncatingIfNeeded: offset &* 0x9E37_79B9)
        }
    }

    private static let crc32c = Reference(CRC32C.kernels[0])
    private static let crc32 = Reference(CRC32.kernels[0])

    /// Lengths 0…4096 at offsets 0…63.
    ///
    /// All pairs in the long form; else every length and every offset, with the longer lengths in
    /// one of sixteen pairs.
    private static func compare(
        _ name: String, among kernels: [ChecksumKernel], with reference: Reference
    ) throws {
        let kernel = try #require(kernels.first { $0.name == name })
        guard kernel.isAvailable else {
            print("\(name): this CPU lacks the instructions, not compared")
            return
        }
        reference.bytes.withUnsafeBytes { bytes in
            for (offset, row) in reference.rows.enumerated() {
                let seed = Reference.seed(at: offset)
                for (length, expected) in row.enumerated() where isCompared(length, at: offset) {
                    let slice = UnsafeRawBufferPointer(
                        rebasing: bytes[offset..<(offset + length)])
                    if kernel.checksum(slice, seed: seed) != expected {
                        Issue.record("\(name): offset \(offset), length \(length)")
                        return
                    }
                }
            }
        }
    }

    private static let comparesAll = Needs.isNightly

    private static func isCompared(_ length: Int, at offset: Int) -> Bool {
        comparesAll || length <= 256 || (length + offset * 5) % 16 == 0
    }

    @Test func `kernels agree beyond their blocks`() {
        var generator = SeededGenerator()
        let bytes = ByteSlice(generator.bytes(100_003))
        bytes.dropFirst(3).withUnsafeBytes { bytes in
            let castagnoli = CRC32C.kernels.compactMap { $0.checksum(bytes, seed: 7) }
            #expect(Set(castagnoli).count == 1)
            let classic = CRC32.kernels.compactMap { $0.checksum(bytes, seed: 7) }
            #expect(Set(classic).count == 1)
        }
    }
}
