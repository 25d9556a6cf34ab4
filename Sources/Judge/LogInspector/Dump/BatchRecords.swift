// SPDX-License-Identifier: Apache-2.0

import Bytes
import Records

/// The records of one batch, unpacked once and given out one by one: a batch of a few MiB may hold
/// millions, which are never there all at once as values.
struct BatchRecords {
    private enum Content {
        case block(RecordBlock)
        case legacy(LegacyMessageView)
    }

    private let content: Content
    private let codecs: RecordCodecs
    private let limit: Int

    /// Unpacks `batch` to at most `limit` bytes.
    init(
        _ batch: StoredBatch, codecs: RecordCodecs, limit: Int
    ) throws(RecordError) {
        content =
            switch batch {
            case .batch(let view): .block(try view.block(using: codecs, limit: limit))
            case .legacy(let message): .legacy(message)
            }
        self.codecs = codecs
        self.limit = limit
    }

    /// Runs `body` for each record in order until it gives false; what it throws comes first, else
    /// what is wrong with the records.
    func forEach(_ body: (Record) throws -> Bool) throws {
        var failure: (any Error)?
        func take(_ record: Record) -> Bool {
            do {
                return try body(record)
            } catch {
                failure = error
                return false
            }
        }
        switch content {
        case .block(let block):
            try block.forEach { view in
                take(
                    Record(
                        view, in: block.bytes, offset: block.offset(of: view),
                        timestamp: block.timestamp(of: view)))
            }
        case .legacy(let message):
            try message.forEachRecord(using: codecs, limit: limit, take)
        }
        if let failure { throw failure }
    }
}
