// SPDX-License-Identifier: Apache-2.0

/// Where the logs are, as DescribeLogDirs tells it.
package struct LogDirectory: Sendable {
    /// Bytes of the file system that the directory is on.
    package struct Space: Sendable {
        package var totalBytes: Int64
        /// What is left for this process.
        package var usableBytes: Int64

        package init(totalBytes: Int64, usableBytes: Int64) {
            self.totalBytes = totalBytes
            self.usableBytes = usableBytes
        }
    }

    /// An absolute path; empty for logs that are in no directory.
    package let path: String
    /// The space as it is now, nil when it cannot be told.
    package let space: @Sendable () -> Space?

    package init(path: String, space: @escaping @Sendable () -> Space?) {
        self.path = path
        self.space = space
    }

    package static let none = LogDirectory(path: "") { nil }
}
