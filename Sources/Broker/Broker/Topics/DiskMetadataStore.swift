// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// The broker's metadata document as a file in the data directory, under a name that Kafka passes
/// over (it looks at directories only).
package final class DiskMetadataStore: MetadataStore {
    package static let fileName = "assay-broker-metadata"
    private static let bytesMax: Int64 = 1 << 30

    private let directory: String
    private let disk: any Disk

    package init(directory: String, disk: any Disk) {
        self.directory = directory
        self.disk = disk
    }

    private var path: String { "\(directory)/\(Self.fileName)" }

    package func load() throws(StorageError) -> ByteSlice? {
        guard try disk.exists(path) else { return nil }
        let file = try disk.open(path, .existing)
        let size = try file.size()
        guard size <= Self.bytesMax else {
            throw StorageError(
                .corrupt, operation: "read", path: path, found: "\(size) bytes are too many")
        }
        return try file.read(position: 0, count: Int(size))
    }

    /// Written beside, forced to disk, renamed over the old one, and the renaming forced too.
    package func save(_ document: ByteSlice) throws(StorageError) {
        let staging = path + ".new"
        let file = try disk.open(staging, .truncate)
        try document.withUnsafeBytes { bytes throws(StorageError) in
            try file.write(bytes, UnsafeRawBufferPointer(start: nil, count: 0), at: 0)
        }
        try file.sync()
        try disk.rename(staging, to: path)
        try disk.syncDirectory(directory)
    }
}
