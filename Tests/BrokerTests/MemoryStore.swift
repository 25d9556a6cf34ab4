// SPDX-License-Identifier: Apache-2.0

import Broker
import Bytes
import LogContract

/// A metadata store in memory that counts what was asked of it.
final class MemoryStore: MetadataStore {
    var document: ByteSlice?
    var saves = 0
    var failure: StorageError?

    func load() throws(StorageError) -> ByteSlice? { document }

    func save(_ document: ByteSlice) throws(StorageError) {
        if let failure { throw failure }
        self.document = document
        saves += 1
    }
}
