// SPDX-License-Identifier: Apache-2.0

import Foundation
import LogContract
import TestSupport
import Testing

/// The directory of one replica in a log directory that Kafka left when it was killed, to be put
/// under the name of a topic of its own into another directory.
struct GoldenReplica {
    /// `node-1/plain-0`.
    let source: String
    /// The partition it had.
    let original: String
    let node: Int
    /// The partition it gets: `node-1.plain`, partition 0, so that replicas stand side by side.
    let partition: TopicPartition
    /// What the directory's checkpoints say of it, by their names.
    let marks: [String: Int64]
    /// What is done to its files before anybody opens them; nil for nothing.
    let damage: GoldenDamage?
    /// Whether `assay log repair` is let at them before Kafka is.
    let isRepaired: Bool

    static let checkpoints = [
        "recovery-point-offset-checkpoint", "log-start-offset-checkpoint",
        "replication-offset-checkpoint",
    ]

    /// Every replica of a cluster below `path`, but those of Kafka's metadata.
    static func all(
        in path: String, seed: UInt64?, repaired: Bool = false
    ) throws -> [GoldenReplica] {
        var found: [GoldenReplica] = []
        for node in 1...3 {
            let folder = "\(path)/node-\(node)"
            let marks = try checkpoints.map { ($0, try offsets(in: "\(folder)/\($0)")) }
            for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
                guard let dash = name.lastIndex(of: "-"), !name.hasPrefix("__cluster"),
                    let partition = Int32(name[name.index(after: dash)...])
                else { continue }
                let topic = name[..<dash].replacing("__", with: "")
                let copy = seed.map { ".\($0)" } ?? ""
                found.append(
                    GoldenReplica(
                        source: "\(folder)/\(name)", original: name, node: node,
                        partition: TopicPartition(
                            topic: "node-\(node).\(topic)\(copy)", partition: partition),
                        marks: Dictionary(
                            uniqueKeysWithValues: marks.compactMap { checkpoint, offsets in
                                offsets[name].map { (checkpoint, $0) }
                            }),
                        damage: seed.map { GoldenDamage(seed: $0 &+ UInt64(found.count)) },
                        isRepaired: repaired))
            }
        }
        return found
    }

    /// The offsets of a checkpoint by partition: two lines of head, then topic, partition, offset.
    static func offsets(in path: String) throws -> [String: Int64] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var found: [String: Int64] = [:]
        for line in text.split(separator: "\n").dropFirst(2) {
            let words = line.split(separator: " ")
            guard words.count == 3, let offset = Int64(words[2]) else { continue }
            found["\(words[0])-\(words[1])"] = offset
        }
        return found
    }

    /// Takes the place of the partition that Kafka made in `directory`, under its topic's id;
    /// returns what was done to the files.
    func move(into directory: String) async throws -> String {
        let target = "\(directory)/\(partition)"
        let identity = try String(
            contentsOfFile: "\(target)/partition.metadata", encoding: .utf8)
        try FileManager.default.removeItem(atPath: target)
        let copying = try ChildProcess("cp", ["-a", "--sparse=always", source, target])
        #expect(try await copying.wait(within: 60) == 0)
        try identity.write(
            toFile: "\(target)/partition.metadata", atomically: false, encoding: .utf8)
        return try damage?.apply(
            to: target, recoveryPoint: marks["recovery-point-offset-checkpoint"] ?? 0) ?? ""
    }
}
