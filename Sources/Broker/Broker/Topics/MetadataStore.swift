// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// Where a broker keeps what is not in its logs: one document, replaced as a whole.
package protocol MetadataStore: AnyObject {
    /// The document last saved, nil when there is none.
    func load() throws(StorageError) -> ByteSlice?

    /// Replaces the document; when this returns, the new one survives a crash, and at no time is
    /// there none or half of one.
    func save(_ document: ByteSlice) throws(StorageError)
}
