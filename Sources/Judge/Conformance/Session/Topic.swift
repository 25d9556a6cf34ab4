// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// A topic of a session's own.
package struct Topic: Hashable, Sendable {
    package let name: String
    /// Zero when the subject knows no topic ids.
    package let id: Uuid
    package let partitionCount: Int32

    package init(name: String, id: Uuid = .zero, partitionCount: Int32 = 1) {
        self.name = name
        self.id = id
        self.partitionCount = partitionCount
    }
}
