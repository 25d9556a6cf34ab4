// SPDX-License-Identifier: Apache-2.0

package import Bytes

/// Batches one after the other, as a segment file, a request or a response holds them.
///
/// The last may be cut: what is incomplete is left, not an error.
package struct RecordSet: Sendable {
    package let bytes: ByteSlice
    /// Where the next batch begins.
    package private(set) var position = 0

    package init(_ bytes: ByteSlice) {
        self.bytes = bytes
    }

    /// Bytes not passed over yet; once `next` gave nil, those of an incomplete last batch.
    package var remaining: Int { bytes.count - position }

    /// The next batch, nil when no complete one is left.
    ///
    /// Error positions count from the start of the set.
    package mutating func next() throws(RecordError) -> StoredBatch? {
        guard remaining >= BatchLayout.prefix else { return nil }
        let rest = bytes.dropFirst(position)
        let size = Int(RecordBatchView.load(Int32.self, from: rest, at: BatchLayout.size))
        guard size >= BatchLayout.sizeMin else {
            throw RecordError(
                .sizeTooSmall(announced: size, sizeMin: BatchLayout.sizeMin),
                at: position + BatchLayout.size)
        }
        // Kafka looks at the magic before it asks whether the batch is whole.
        let magic = Int8(bitPattern: rest[BatchLayout.magic])
        guard (0...2).contains(magic) else {
            throw RecordError(.magic(magic), at: position + BatchLayout.magic)
        }
        guard size <= rest.count - BatchLayout.overhead else { return nil }
        do {
            let batch = try StoredBatch(rest)
            position += batch.sizeInBytes
            return batch
        } catch {
            throw RecordError(error.reason, at: position + error.position)
        }
    }

    /// Every complete batch of `bytes`.
    package static func batches(in bytes: ByteSlice) throws(RecordError) -> [StoredBatch] {
        var set = RecordSet(bytes)
        var batches: [StoredBatch] = []
        while let batch = try set.next() { batches.append(batch) }
        return batches
    }

    /// Every record of every complete batch, control batches left out, in order.
    package static func records(
        in bytes: ByteSlice, using codecs: RecordCodecs, limit: Int = .max
    ) throws(RecordError) -> [Record] {
        var set = RecordSet(bytes)
        var records: [Record] = []
        while let batch = try set.next() {
            if batch.magic == 2 && batch.attributes.isControl { continue }
            records += try batch.records(using: codecs, limit: limit)
        }
        return records
    }
}
