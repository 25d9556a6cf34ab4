// SPDX-License-Identifier: Apache-2.0

import Glibc
package import LogContract

/// Where the latest record of each key stands, in memory that is bounded whatever the keys are
/// (Kafka's `SkimpyOffsetMap`).
///
/// Open addressing with linear probing; a slot is the key's 128-bit hash and an offset, 24 bytes.
/// Keys themselves are not kept. Untouched slots cost no memory: the block comes zeroed from the
/// system.
package final class KeyOffsetMap {
    private struct Slot {
        var hash: KeyHasher.Hash
        /// One more than the offset; 0 in a free slot.
        var next: Int64
    }

    package static let slotBytes = 24

    private let slots: UnsafeMutablePointer<Slot>
    private let slotCount: Int
    private let hasher: KeyHasher
    /// Keys it takes at most.
    package let countMax: Int
    package private(set) var count = 0

    /// Room for `keysMax` keys, or for as many as fit in `bytesMax` when no more than `loadMax` of
    /// the slots are in use: above that, probing gets slow (`log.cleaner.io.buffer.load.factor`).
    package init(
        bytesMax: Int, keysMax: Int, loadMax: Double = 0.9, hasher: KeyHasher
    ) throws(StorageError) {
        let affordable = max(bytesMax / Self.slotBytes, 2)
        // Twice as many slots as keys keep probes short where memory allows.
        let (wanted, overflows) = max(keysMax, 1).multipliedReportingOverflow(by: 2)
        slotCount = overflows ? affordable : min(wanted, affordable)
        countMax = min(
            max(1, Int(Double(slotCount) * min(max(loadMax, 0), 1))), max(keysMax, 1), slotCount - 1
        )
        self.hasher = hasher
        guard let block = calloc(slotCount, Self.slotBytes) else {
            throw StorageError(
                .noSpace, operation: "calloc", path: "", errno: errno,
                found: "\(slotCount * Self.slotBytes) bytes for the cleaner's map")
        }
        slots = block.bindMemory(to: Slot.self, capacity: slotCount)
    }

    deinit { free(slots) }

    package var sizeInBytes: Int { slotCount * Self.slotBytes }

    /// Notes that `key` was written at `offset`, later than everything noted before; false when
    /// the key is another one and there is no room.
    package func put(_ key: UnsafeRawBufferPointer, offset: Int64) -> Bool {
        let hash = hasher.hash(key)
        let index = self.index(of: hash)
        if slots[index].next == 0 {
            guard count < countMax else { return false }
            count += 1
            slots[index].hash = hash
        }
        slots[index].next = offset + 1
        return true
    }

    /// The latest offset of `key`; nil when it was not noted.
    package func offset(of key: UnsafeRawBufferPointer) -> Int64? {
        let next = slots[index(of: hasher.hash(key))].next
        return next == 0 ? nil : next - 1
    }

    /// The slot that holds `hash`, or the free one where it belongs; one is always free.
    private func index(of hash: KeyHasher.Hash) -> Int {
        // The high half of the product spreads the hash over any number of slots.
        var index = Int(hash.low.multipliedFullWidth(by: UInt64(slotCount)).high)
        while slots[index].next != 0 && slots[index].hash != hash {
            index += 1
            if index == slotCount { index = 0 }
        }
        return index
    }
}
