// SPDX-License-Identifier: Apache-2.0

import Bytes
import TestSupport

/// Damages the files of a log directory, with a liking for what an engine believes: lengths,
/// offsets, positions, names.
struct FileMutator {
    /// What was done, for a failure's message: the file and how it was changed.
    struct Mutation {
        var path: String
        var what: String

        /// Whether only a file was changed that says nothing that the batches do not.
        var leavesBatches: Bool {
            let sidecars = [".index", ".timeindex", ".txnindex", ".snapshot", "epoch-checkpoint"]
            return sidecars.contains { path.hasSuffix($0) } && !what.contains("/")
        }
    }

    var random: SeededGenerator

    /// Changes one of `paths` on `disk`, or its name.
    mutating func mutate(_ paths: [String], on disk: MemoryDisk) -> Mutation {
        var path = paths.randomElement(using: &random) ?? ""
        // Without its topic id a directory is refused, and the rest of it not looked at.
        if path.hasSuffix("partition.metadata") { path = paths.randomElement(using: &random) ?? "" }
        guard let before = disk[path] else { return Mutation(path: path, what: "nothing") }
        if Int.random(in: 0..<10, using: &random) == 0 {
            return Mutation(path: path, what: rename(path, among: paths, on: disk))
        }
        var bytes = before
        var what = ""
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            what += (what.isEmpty ? "" : ", ") + change(&bytes, of: path)
        }
        if Bool.random(using: &random), reseal(&bytes, of: path) { what += ", resealed" }
        disk[path] = bytes
        return Mutation(path: path, what: what)
    }

    private mutating func change(_ bytes: inout [UInt8], of path: String) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return flipBit(&bytes)
        case 1: return insert(&bytes)
        case 2: return remove(&bytes)
        case 3: return truncate(&bytes)
        case 4: return extend(&bytes)
        case 5: return repeatPart(&bytes)
        case 6: return randomise(&bytes)
        default: return isText(path) ? lieInText(&bytes) : lie(&bytes, of: path)
        }
    }

    private func isText(_ path: String) -> Bool {
        path.hasSuffix("checkpoint") || path.hasSuffix("partition.metadata")
            || path.hasSuffix("meta.properties") || path.hasSuffix("cleanshutdown")
    }
}

// The changes, each of which says what it did.
extension FileMutator {
    private mutating func flipBit(_ bytes: inout [UInt8]) -> String {
        guard let index = bytes.indices.randomElement(using: &random) else { return "nothing" }
        bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        return "bit at \(index)"
    }

    private mutating func insert(_ bytes: inout [UInt8]) -> String {
        let index = Int.random(in: 0...bytes.count, using: &random)
        let count = Int.random(in: 1...9, using: &random)
        bytes.insert(contentsOf: random.bytes(count), at: index)
        return "\(count) bytes put in at \(index)"
    }

    private mutating func remove(_ bytes: inout [UInt8]) -> String {
        guard let index = bytes.indices.randomElement(using: &random) else { return "nothing" }
        let end = min(bytes.count, index + Int.random(in: 1...9, using: &random))
        bytes.removeSubrange(index..<end)
        return "\(index)..<\(end) taken out"
    }

    private mutating func truncate(_ bytes: inout [UInt8]) -> String {
        let count = Int.random(in: 0...bytes.count, using: &random)
        bytes.removeLast(bytes.count - count)
        return "cut to \(count)"
    }

    private mutating func extend(_ bytes: inout [UInt8]) -> String {
        let count = Int.random(in: 1...200, using: &random)
        let isZero = Bool.random(using: &random)
        bytes += isZero ? [UInt8](repeating: 0, count: count) : random.bytes(count)
        return "\(count) \(isZero ? "zeros" : "random bytes") at the end"
    }

    private mutating func repeatPart(_ bytes: inout [UInt8]) -> String {
        guard let index = bytes.indices.randomElement(using: &random) else { return "nothing" }
        let end = min(bytes.count, index + Int.random(in: 1...100, using: &random))
        bytes.insert(contentsOf: bytes[index..<end], at: end)
        return "\(index)..<\(end) twice"
    }

    private mutating func randomise(_ bytes: inout [UInt8]) -> String {
        guard Int.random(in: 0..<4, using: &random) == 0 else { return flipBit(&bytes) }
        bytes = random.bytes(Int.random(in: 0...300, using: &random))
        return "\(bytes.count) random bytes"
    }

    /// Replaces a number of a text file by one that no log can have.
    private mutating func lieInText(_ bytes: inout [UInt8]) -> String {
        let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        guard let start = digits.randomElement(using: &random) else { return "nothing" }
        let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
        let lie =
            [
                "-1", "0", "7", "2147483647", "2147483648", "9223372036854775807",
                "-9223372036854775808", "9223372036854775808", "99999999999999999999", "", " ", "x",
            ].randomElement(using: &random) ?? ""
        bytes.replaceSubrange(start..<end, with: Array(lie.utf8))
        return "\"\(lie)\" at \(start)"
    }

    /// Replaces a number where the file's format has one.
    private mutating func lie(_ bytes: inout [UInt8], of path: String) -> String {
        guard let (start, width) = field(of: bytes, path), start + width <= bytes.count else {
            return flipBit(&bytes)
        }
        let value: Int64 =
            switch Int.random(in: 0..<8, using: &random) {
            case 0: .max
            case 1: .min
            case 2: -1
            case 3: 0
            case 4: Int64(Int32.max)
            case 5: Int64(Int32.max) + 1
            case 6: Int64.random(in: 0...5000, using: &random)
            default: Int64.max - Int64.random(in: 0...4, using: &random)
            }
        for index in 0..<width {
            bytes[start + index] = UInt8(
                truncatingIfNeeded: value >> Int64(8 * (width - 1 - index)))
        }
        return "\(value) in \(width) bytes at \(start)"
    }

    /// Where a field of a random entry or batch stands, and how wide it is.
    private mutating func field(of bytes: [UInt8], _ path: String) -> (start: Int, width: Int)? {
        func entry(_ size: Int, from first: Int = 0, _ fields: [(Int, Int)])
            -> (start: Int, width: Int)?
        {
            guard bytes.count >= first + size,
                let field = fields.randomElement(using: &random)
            else { return nil }
            let index = Int.random(in: 0..<(bytes.count - first) / size, using: &random)
            return (first + index * size + field.0, field.1)
        }
        if path.contains(".timeindex") { return entry(12, [(0, 8), (8, 4)]) }
        if path.contains(".txnindex") {
            return entry(34, [(0, 2), (2, 8), (10, 8), (18, 8), (26, 8)])
        }
        if path.contains(".index") { return entry(8, [(0, 4), (4, 4)]) }
        if path.contains(".snapshot") {
            if Int.random(in: 0..<4, using: &random) == 0 { return (6, 4) }
            return entry(
                46, from: 10,
                [(0, 8), (8, 2), (10, 4), (14, 8), (22, 4), (26, 8), (34, 4), (38, 8)])
        }
        guard path.contains(".log"), let batch = batches(bytes).randomElement(using: &random)
        else { return nil }
        let fields = [
            (0, 8), (8, 4), (12, 4), (16, 1), (21, 2), (23, 4), (27, 8), (35, 8), (43, 8), (51, 2),
            (53, 4), (57, 4),
        ]
        let field = fields.randomElement(using: &random) ?? (0, 8)
        return (batch + field.0, field.1)
    }

    /// Where batches begin, as far as their lengths lead.
    private func batches(_ bytes: [UInt8]) -> [Int] {
        var starts: [Int] = []
        var position = 0
        while position + 61 <= bytes.count {
            starts.append(position)
            let size = bytes[position + 8..<position + 12].reduce(0) { $0 << 8 | Int($1) }
            guard size >= 49, size <= bytes.count - position - 12 else { break }
            position += 12 + size
        }
        return starts
    }

    /// Makes checksums right again, so that the lie is all that is wrong; false when there are none.
    private func reseal(_ bytes: inout [UInt8], of path: String) -> Bool {
        if path.contains(".snapshot"), bytes.count > 6 {
            Self.patch(CRC32C.checksum(ByteSlice(Array(bytes[6...]))), into: &bytes, at: 2)
            return true
        }
        guard path.contains(".log") else { return false }
        for start in batches(bytes) {
            let size = bytes[start + 8..<start + 12].reduce(0) { $0 << 8 | Int($1) }
            guard size >= 49, size <= bytes.count - start - 12 else { break }
            let covered = ByteSlice(Array(bytes[start + 21..<start + 12 + size]))
            Self.patch(CRC32C.checksum(covered), into: &bytes, at: start + 17)
        }
        return true
    }

    private static func patch(_ value: UInt32, into bytes: inout [UInt8], at start: Int) {
        for index in 0..<4 {
            bytes[start + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index))
        }
    }

    /// Gives the file, or a copy of it, another name, or another file's content.
    private mutating func rename(
        _ path: String, among paths: [String], on disk: MemoryDisk
    ) -> String {
        let content = disk[path]
        let (directory, name) = MemoryDisk.split(path)
        let suffix = name.drop { $0 != "." }
        let bases: [Int64] = [0, 1, 5, 21, 1000, Int64(Int32.max) + 1, .max, .max - 1]
        let digits = "\(bases.randomElement(using: &random) ?? 0)"
        let other =
            String(repeating: "0", count: max(0, 20 - digits.count)) + digits + suffix
        let ending =
            [".swap", ".cleaned", ".deleted", ".tmp", ".corrupt"]
            .randomElement(using: &random) ?? ""
        let target: String
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            disk[path] = nil
            return "removed"
        case 1:
            let source = paths.randomElement(using: &random) ?? path
            disk[path] = disk[source]
            return "content of \(source)"
        case 2: target = "\(directory)/\(other)"
        case 3: target = "\(directory)/\(other)\(ending)"
        default: target = path + ending
        }
        disk[target] = content
        if Bool.random(using: &random) {
            disk[path] = nil
            return "renamed \(target)"
        }
        return "copied to \(target)"
    }
}
