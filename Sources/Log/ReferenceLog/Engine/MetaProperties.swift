// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The `meta.properties` of a log directory: whose it is.
struct MetaProperties {
    var values: [String: String]

    /// Nil where it is missing or empty, which is none either.
    var clusterId: String? { values["cluster.id"].flatMap { $0.isEmpty ? nil : $0 } }
    /// `broker.id` in the form of version 0.
    var nodeId: Int32? { (values["node.id"] ?? values["broker.id"]).flatMap { Int32($0) } }
    var directoryId: String? { values["directory.id"] }

    /// Why the directory is not that of a node, nil when it is.
    func problem(clusterId: String, nodeId: Int32) -> String? {
        guard let ownCluster = self.clusterId else { return "the file names no cluster.id" }
        guard let ownNode = self.nodeId else { return "the file names no node.id that is a number" }
        if ownCluster != clusterId {
            return "the directory belongs to cluster \(ownCluster), not to \(clusterId)"
        }
        if ownNode != nodeId {
            return "the directory belongs to node \(ownNode), and node.id is \(nodeId): "
                + "set node.id=\(ownNode), or take another directory"
        }
        return nil
    }

    static func read(_ path: String, on disk: any Disk) throws(StorageError) -> MetaProperties? {
        guard let bytes = try SmallFile.read(path, on: disk) else { return nil }
        var values: [String: String] = [:]
        for line in bytes.text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[String(parts[0])] = String(parts[1])
        }
        return MetaProperties(values: values)
    }

    static func write(
        clusterId: String, nodeId: Int32, directoryId: Uuid, to path: String, on disk: any Disk
    ) throws(StorageError) {
        let text = """
            #
            cluster.id=\(clusterId)
            directory.id=\(directoryId)
            node.id=\(nodeId)
            version=1

            """
        try SmallFile.replace(path, with: ByteSlice(utf8: text), on: disk)
    }
}
