// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// What a power loss, or an accident, does to the files of a partition where a recovery looks.
struct GoldenDamage {
    private enum Kind: CaseIterable {
        case cut, zeros, garbage, rot, noIndexes, lyingIndex, noSnapshots, noEpochs

        /// Whether Kafka and this engine make the same of both together.
        ///
        /// Kafka cuts at rot in a segment whose index is bad too while it makes that index, and lets
        /// later segments stand behind a hole: `LogLoader.loadSegmentFiles` does not ask how much
        /// `recoverSegment` cut. This engine sets them aside, as Kafka does when the index is good.
        func mayComeWith(_ other: Kind) -> Bool {
            let indexes: [Kind] = [.noIndexes, .lyingIndex]
            return
                !(self == .rot && indexes.contains(other)
                || other == .rot && indexes.contains(self))
        }
    }

    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Damages two things in `folder`; returns what.
    func apply(to folder: String, recoveryPoint: Int64) throws -> String {
        var random = random
        var done: [String] = []
        var kinds = Kind.allCases
        for _ in 0..<2 {
            let kind = kinds.randomElement(using: &random) ?? .cut
            kinds.removeAll { $0 == kind || !kind.mayComeWith($0) }
            done.append("\(kind) \(try Self.apply(kind, to: folder, recoveryPoint, &random))")
        }
        return done.joined(separator: ", ")
    }

    private static func apply(
        _ kind: Kind, to folder: String, _ recoveryPoint: Int64,
        _ random: inout SeededGenerator
    ) throws -> String {
        let files = FileManager.default
        let names = try files.contentsOfDirectory(atPath: folder).sorted()
        // Below its recovery point a log is trusted: only what is above is looked at by both.
        let logs = names.filter { $0.hasSuffix(".log") }
        let first = logs.lastIndex { Int64($0.prefix(20)) ?? 0 <= recoveryPoint } ?? 0
        guard let log = logs[first...].randomElement(using: &random), let last = logs.last else {
            return "nothing"
        }
        let stem = log.dropLast(4)
        switch kind {
        case .cut:
            return try change("\(folder)/\(last)") { bytes in
                let count = min(bytes.count, Int.random(in: 1...300, using: &random))
                bytes.removeLast(count)
                return "\(count) bytes"
            }
        case .zeros, .garbage:
            let count = Int.random(in: 1...5000, using: &random)
            return try change("\(folder)/\(last)") { bytes in
                bytes += kind == .zeros ? Data(count: count) : Data(random.bytes(count))
                return "\(count) bytes"
            }
        case .rot:
            return try change("\(folder)/\(log)") { bytes in
                guard !bytes.isEmpty else { return "of nothing" }
                var place = Int.random(in: 0..<bytes.count, using: &random)
                if isUnchecked(place, of: bytes) { place = min(place + 17, bytes.count - 1) }
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                return "\(log) at \(place)"
            }
        case .lyingIndex:
            let index = "\(folder)/\(stem).\(Bool.random(using: &random) ? "index" : "timeindex")"
            guard files.fileExists(atPath: index) else { return "nothing" }
            try Data(random.bytes(24 * Int.random(in: 0..<20, using: &random)))
                .write(to: URL(filePath: index))
            return index
        case .noIndexes:
            for name in names where name.hasPrefix(stem) && name.hasSuffix("index") {
                try files.removeItem(atPath: "\(folder)/\(name)")
            }
            return "\(stem)"
        case .noSnapshots:
            let all = names.filter { $0.hasSuffix(".snapshot") }
            let count = Int.random(in: 0...all.count, using: &random)
            for name in all.suffix(count) { try files.removeItem(atPath: "\(folder)/\(name)") }
            return "last \(count)"
        case .noEpochs:
            try? files.removeItem(atPath: "\(folder)/leader-epoch-checkpoint")
            return ""
        }
    }

    /// Whether no checksum covers this byte: base offset, leader epoch and magic of a batch.
    ///
    /// Kafka takes them as they are (`DefaultRecordBatch.isValid`, and `FileLogInputStream` reads a
    /// batch of magic 18 as one of 2), so that no client can read on from there; this engine cuts
    /// where offsets do not rise or a magic is unknown.
    private static func isUnchecked(_ place: Int, of bytes: Data) -> Bool {
        var start = 0
        while start + 17 <= bytes.count {
            let size = bytes[start + 8..<start + 12].reduce(0) { $0 << 8 | Int($1) } + 12
            if place < start + size {
                return place < start + 8 || (start + 12..<start + 17).contains(place)
            }
            start += size
        }
        return false
    }

    private static func change(
        _ path: String, _ change: (inout Data) -> String
    ) throws -> String {
        var bytes = try Data(contentsOf: URL(filePath: path))
        let done = change(&bytes)
        try bytes.write(to: URL(filePath: path))
        return done
    }
}
