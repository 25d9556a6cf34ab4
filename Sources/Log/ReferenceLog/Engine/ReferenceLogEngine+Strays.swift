// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

extension ReferenceLogEngine {
    /// Renames the directories of logs that nobody knows to `<topic>-<p>.<32 digits>-stray`, as
    /// Kafka does when it starts (`LogManager.loadLog`, `isStrayKraftReplica`), replicas on their
    /// way between disks included.
    ///
    /// What was set aside before stays as it is.
    package func setAsideStrays(
        _ isKnown: (TopicPartition, Uuid?) -> Bool
    ) throws(StorageError) -> [StrayLog] {
        try context.checkOnline()
        var strays: [StrayLog] = []
        do {
            for (partition, topicId) in found where !isKnown(partition, topicId) {
                try release(partition)
                strays.append(
                    try setAside(
                        partition, from: "\(directory)/\(partition)", because: Self.unowned))
            }
            for name in try context.disk.list(directory) {
                let path = "\(directory)/\(name)"
                guard let partition = LogNames.future(name) else { continue }
                let isEmpty = try isHalfMade(path)
                let topicId = try topicId(of: path)
                if isEmpty || isKnown(partition, topicId) { continue }
                strays.append(try setAside(partition, from: path, because: Self.unowned))
            }
            if !strays.isEmpty { try context.disk.syncDirectory(directory) }
        } catch {
            context.note(error)
            throw error
        }
        return strays
    }

    /// The topic that a directory says it belongs to; nil when it says none.
    private func topicId(of path: String) throws(StorageError) -> Uuid? {
        do throws(StorageError) {
            return try PartitionMetadata.read(path, on: context.disk)
        } catch {
            guard error.code == .corrupt else { throw error }
            return nil
        }
    }

    private static let unowned = "it belongs to no topic"

    /// Renames a log's directory to one that is served to nobody; the new name is not durable yet.
    func setAside(
        _ partition: TopicPartition, from path: String, because reason: String
    ) throws(StorageError) -> StrayLog {
        let name = LogNames.strayDirectory(partition, unique: context.uniqueName())
        let target = "\(directory)/\(name)"
        try context.disk.rename(path, to: target)
        context.report(
            RecoveryFinding(
                partition: partition, action: .setAside, path: path, keptIn: target,
                reason: reason))
        return StrayLog(partition: partition, keptIn: target)
    }
}
