// SPDX-License-Identifier: Apache-2.0

/// A run of bytes in an open file, sent by the kernel without passing through this process.
package struct FileRegion: Sendable {
    package let descriptor: Int32
    package var offset: Int64
    package var count: Int
    /// Keeps the descriptor open until the region was sent or dropped.
    package let owner: any AnyObject & Sendable

    package init(descriptor: Int32, offset: Int64, count: Int, owner: any AnyObject & Sendable) {
        precondition(offset >= 0 && count >= 0, "a file region has no negative bounds")
        self.descriptor = descriptor
        self.offset = offset
        self.count = count
        self.owner = owner
    }
}
