// SPDX-License-Identifier: Apache-2.0

import LogContract

/// The metadata image and its document, kept equal: a change is durable before it is seen.
final class DurableMetadata {
    private(set) var image: MetadataImage
    private let store: any MetadataStore

    init(_ image: MetadataImage, store: any MetadataStore) {
        self.image = image
        self.store = store
    }

    func update(_ change: (inout MetadataImage) -> Void) throws(StorageError) {
        var next = image
        change(&next)
        next.isNew = false
        try store.save(next.document)
        image = next
    }
}
