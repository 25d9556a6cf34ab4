// SPDX-License-Identifier: Apache-2.0

import Bytes
import LogContract

/// The metadata image and its document, kept equal: a change is durable before it is seen.
///
/// A change writes the whole document, so that what belongs together is one change.
final class DurableMetadata {
    /// What a document may grow to: a hundred thousand topics take less, configs of any length not.
    private static let bytesMax = 16 << 20

    private(set) var image: MetadataImage
    private let store: any MetadataStore
    /// Bytes of the document; before it was written once, as many as it has.
    private var bytes = Int.max

    init(_ image: MetadataImage, store: any MetadataStore) {
        self.image = image
        self.store = store
    }

    func update(_ change: (inout MetadataImage) -> Void) throws(StorageError) {
        var next = image
        change(&next)
        next.isNew = false
        let document = next.document
        if document.count > Self.bytesMax && document.count > bytes {
            throw StorageError(
                .noSpace, operation: "write", path: "metadata",
                found: "more than \(Self.bytesMax) bytes of topics and configs")
        }
        try store.save(document)
        bytes = document.count
        image = next
    }
}
