// SPDX-License-Identifier: Apache-2.0

package import LogContract

extension ReferenceLogEngine {
    /// The cluster that a log directory belongs to by its `meta.properties`, nil when it has none
    /// yet: what to open it with where nothing else says.
    package static func clusterId(
        of directory: String, on disk: any Disk
    ) throws(StorageError) -> String? {
        try MetaProperties.read("\(directory)/\(LogNames.metaProperties)", on: disk)?.clusterId
    }
}
