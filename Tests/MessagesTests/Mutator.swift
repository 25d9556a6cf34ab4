// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import TestSupport

/// Damages messages, with a liking for lengths and counts.
struct Mutator {
    var random: SeededGenerator

    mutating func mutate(_ bytes: ByteSlice, _ table: FieldTable, version: Int16) -> ByteSlice {
        var array = bytes.array
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: flipBit(&array)
            case 1: overwrite(&array)
            case 2: insert(&array)
            case 3: remove(&array)
            case 4: repeatPart(&array)
            default: lie(&array, bytes, table, version)
            }
        }
        return ByteSlice(array)
    }

    private mutating func position(in array: [UInt8]) -> Int? {
        array.indices.randomElement(using: &random)
    }

    private mutating func flipBit(_ array: inout [UInt8]) {
        guard let index = position(in: array) else { return }
        array[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }

    private mutating func overwrite(_ array: inout [UInt8]) {
        guard let index = position(in: array) else { return }
        array[index] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF].randomElement(using: &random) ?? 0
    }

    private mutating func insert(_ array: inout [UInt8]) {
        let index = Int.random(in: 0...array.count, using: &random)
        array.insert(contentsOf: random.bytes(Int.random(in: 1...5, using: &random)), at: index)
    }

    private mutating func remove(_ array: inout [UInt8]) {
        guard let index = position(in: array) else { return }
        array.removeSubrange(
            index..<min(array.count, index + Int.random(in: 1...5, using: &random)))
    }

    private mutating func repeatPart(_ array: inout [UInt8]) {
        guard let index = position(in: array) else { return }
        let part = array[index..<min(array.count, index + 16)]
        array.insert(contentsOf: part, at: index)
    }

    /// Replaces a count, a length or a tag's size by one that promises too much, or less than null.
    private mutating func lie(
        _ array: inout [UInt8], _ bytes: ByteSlice, _ table: FieldTable, _ version: Int16
    ) {
        let visits = FieldWalk.visits(of: bytes, as: table, version: version, visitsMax: 400).visits
        let lengths = visits.filter {
            switch $0.value {
            case .count, .tagCount, .tag, .string, .bytes, .null: true
            default: false
            }
        }
        guard let start = lengths.randomElement(using: &random)?.range.lowerBound,
            start < array.count
        else { return }
        let value: [UInt8] =
            [
                [0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFE], [0x80, 0, 0, 0],
                [0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
                [0, 0, 0xFF, 0xFF], [0xFF, 0x7F], [0x80, 0x80, 0], [1], [0],
            ].randomElement(using: &random) ?? []
        array.replaceSubrange(start..<min(array.count, start + value.count), with: value)
    }
}
