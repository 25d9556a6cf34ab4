// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The `partition.metadata` file: the topic's id, written before any data (KIP-516).
enum PartitionMetadata {
    /// The topic id; nil when the file is missing.
    static func read(_ directory: String, on disk: any Disk) throws(StorageError) -> Uuid? {
        let path = "\(directory)/\(LogNames.partitionMetadata)"
        guard let bytes = try SmallFile.read(path, on: disk) else { return nil }
        var version: Int?
        var id: Uuid?
        for line in bytes.text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].drop { $0 == " " }
            if parts[0] == "version" { version = Int(value) }
            if parts[0] == "topic_id" { id = Uuid(String(value)) }
        }
        guard let version, version >= 0, let id, id != .zero else {
            throw TextCheckpoint.corrupt(path, "no version and topic id")
        }
        return id
    }

    static func write(
        _ id: Uuid, in directory: String, on disk: any Disk
    ) throws(StorageError) {
        // Kafka leaves the newline at the end away.
        try SmallFile.replace(
            "\(directory)/\(LogNames.partitionMetadata)",
            with: ByteSlice(utf8: "version: 0\ntopic_id: \(id)"), on: disk)
    }
}
