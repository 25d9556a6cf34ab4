// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract
import Records

extension ReferencePartitionLog {
    package func append(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        do {
            try checkUsable()
        } catch {
            throw .storage(error)
        }
        if origin == .replication { return try appendAsFollower(records) }
        guard logEndOffset <= LogNames.baseOffsetMax else {
            throw .storage(
                StorageError(
                    .noSpace, operation: "append", path: directory, found: "no offsets are left"))
        }
        if origin == .client, let result = try appendPlain(records, leaderEpoch: leaderEpoch) {
            return result
        }
        return try appendAsLeader(records, origin: origin, leaderEpoch: leaderEpoch)
    }

    private func appendAsLeader(
        _ records: ByteSlice, origin: AppendOrigin, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult {
        let validator = AppendValidator(
            partition: partition, config: config, origin: origin,
            nowMillis: context.clock.nowMillis, codecs: context.codecs)
        let batch = try validator.batch(in: records)
        let prepared = try validator.prepare(batch)
        guard prepared.sizeInBytes <= config.segmentBytes else {
            throw .recordListTooLarge(
                bytes: prepared.sizeInBytes, bytesMax: config.segmentBytes)
        }
        if origin == .client, let original = producers.duplicate(of: batch) {
            // Kafka answers a retry with the time of the original.
            return AppendResult(
                firstOffset: original.firstOffset, lastOffset: original.lastOffset,
                logAppendTime: original.timestamp, logStartOffset: logStartOffset,
                isDuplicate: true)
        }
        try producers.check(batch)
        let first = logEndOffset
        try write(prepared, at: first, leaderEpoch: leaderEpoch)
        return AppendResult(
            firstOffset: first, lastOffset: logEndOffset - 1,
            logAppendTime: prepared.logAppendTime, logStartOffset: logStartOffset,
            isDuplicate: false)
    }

    /// Takes a batch that is checked and written in place; nil when it is of another kind.
    private func appendPlain(
        _ records: ByteSlice, leaderEpoch: Int32
    ) throws(AppendRefusal) -> AppendResult? {
        try records.withUnsafeBytes { (raw) throws(AppendRefusal) -> AppendResult? in
            guard let batch = PlainBatch(raw, config: config, nowMillis: clock.nowMillis),
                !batch.hasProducerId || producers.isNext(batch)
            else { return nil }
            let first = logEndOffset
            let last = first + Int64(batch.lastOffsetDelta)
            do throws(StorageError) {
                try makeRoom(
                    bytes: batch.sizeInBytes, maxTimestamp: batch.maxTimestamp, from: first,
                    lastOffset: last, leaderEpoch: leaderEpoch)
                let head = context.header.base
                batch.writeHead(of: raw, to: head, baseOffset: first, leaderEpoch: leaderEpoch)
                try appendToActive(
                    UnsafeRawBufferPointer(start: head, count: BatchLayout.magic),
                    UnsafeRawBufferPointer(rebasing: raw[BatchLayout.magic...]),
                    lastOffset: last, maxTimestamp: batch.maxTimestamp)
                logEndOffset = last + 1
                producers.endOffset = logEndOffset
                if batch.hasProducerId { producers.updateNext(batch, lastOffset: last) }
                noteAppended()
            } catch {
                context.note(error)
                throw .storage(error)
            }
            return AppendResult(
                firstOffset: first, lastOffset: last, logAppendTime: -1,
                logStartOffset: logStartOffset, isDuplicate: false)
        }
    }

    private func appendToActive(
        _ header: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer, lastOffset: Int64,
        maxTimestamp: Int64
    ) throws(StorageError) {
        let interval = config.indexIntervalBytes
        let failure: StorageError? = activeReference._withUnsafeGuaranteedRef { segment in
            do throws(StorageError) {
                try segment.append(
                    header: header, payload: payload, lastOffset: lastOffset,
                    maxTimestamp: maxTimestamp, indexIntervalBytes: interval)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Copies what a leader stored: offsets and epochs are kept, every whole batch is written.
    private func appendAsFollower(_ records: ByteSlice) throws(AppendRefusal) -> AppendResult {
        let first = logEndOffset
        var set = RecordSet(records)
        while let stored = try AppendRefusal.corruptUnless({ () throws(RecordError) in
            try set.next()
        }) {
            guard case .batch(let batch) = stored else {
                throw .unsupportedFormat("magic \(stored.magic)")
            }
            try AppendRefusal.corruptUnless { () throws(RecordError) in try batch.checkCRC() }
            guard (0...LogNames.baseOffsetMax).contains(batch.baseOffset),
                batch.lastOffsetDelta >= 0
            else {
                throw .invalidRecord("a batch from \(batch.baseOffset) on has no place", [])
            }
            if batch.baseOffset < logEndOffset { try beginWithin(batch) }
            try write(
                PreparedBatch(batch), at: batch.baseOffset,
                leaderEpoch: batch.partitionLeaderEpoch)
        }
        return AppendResult(
            firstOffset: first, lastOffset: logEndOffset - 1, logAppendTime: -1,
            logStartOffset: logStartOffset, isDuplicate: false)
    }

    /// An empty log whose start is within a batch of its leader begins at that batch.
    private func beginWithin(_ batch: RecordBatchView) throws(AppendRefusal) {
        let start = logStartOffset
        guard sizeInBytes == 0, batch.lastOffset >= logEndOffset else {
            throw .invalidRecord(
                "offset \(batch.baseOffset) below the log's end \(logEndOffset)", [])
        }
        do {
            try restart(at: batch.baseOffset)
            logStartOffset = start
        } catch {
            context.takeOffline(error)
            throw .storage(error)
        }
    }

    /// Writes a batch from `offset` on and takes it into every index and state.
    ///
    /// When it cannot be written nothing of it stays, unless the directory goes offline.
    private func write(
        _ prepared: PreparedBatch, at offset: Int64, leaderEpoch: Int32
    ) throws(AppendRefusal) {
        let batch = prepared.batch
        let lastOffset = offset + Int64(batch.lastOffsetDelta)
        do throws(StorageError) {
            try makeRoom(
                bytes: prepared.sizeInBytes, maxTimestamp: prepared.maxTimestamp, from: offset,
                lastOffset: lastOffset, leaderEpoch: leaderEpoch)
            let aborted = producers.aborted(by: batch, at: offset)
            // Before the marker itself: what a reader must not see may be named too early, never
            // too late.
            if let aborted { try active.transactionIndex.append(aborted) }
            do throws(StorageError) {
                try store(prepared, at: offset, lastOffset: lastOffset, leaderEpoch: leaderEpoch)
            } catch {
                if aborted != nil { try active.transactionIndex.truncate(to: offset) }
                throw error
            }
        } catch {
            context.note(error)
            throw .storage(error)
        }
        logEndOffset = lastOffset + 1
        producers.update(batch, baseOffset: offset, maxTimestamp: prepared.maxTimestamp)
        noteAppended()
    }

    /// Notes the epoch, and begins another segment where the active one cannot take the batch.
    func makeRoom(
        bytes: Int, maxTimestamp: Int64, from offset: Int64, lastOffset: Int64, leaderEpoch: Int32
    ) throws(StorageError) {
        try epochs.assign(leaderEpoch, from: offset)
        if try mustRoll(bytes: bytes, maxTimestamp: maxTimestamp, lastOffset: lastOffset) {
            try roll(to: offset)
        }
    }

    private func store(
        _ prepared: PreparedBatch, at offset: Int64, lastOffset: Int64, leaderEpoch: Int32
    ) throws(StorageError) {
        let header = context.header.base
        prepared.writeHeader(to: header, baseOffset: offset, leaderEpoch: leaderEpoch)
        try prepared.payload.withUnsafeBytes { (payload) throws(StorageError) in
            try active.append(
                header: UnsafeRawBufferPointer(start: header, count: BatchLayout.header),
                payload: payload, lastOffset: lastOffset, maxTimestamp: prepared.maxTimestamp,
                indexIntervalBytes: config.indexIntervalBytes)
        }
    }
}
