// SPDX-License-Identifier: Apache-2.0

/// The batches that are remembered of one producer, oldest first.
///
/// They stand in the value itself: noting one allocates nothing and retains nothing.
struct ProducerBatches: RandomAccessCollection {
    /// How many are remembered: as many as a producer may have in flight.
    static let countMax = 5
    private static let none = ProducerBatch(
        firstSequence: -1, lastSequence: -1, lastOffset: -1, offsetDelta: 0, timestamp: -1)

    private var slots = InlineArray<5, ProducerBatch>(repeating: none)
    private(set) var count = 0

    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(position: Int) -> ProducerBatch {
        precondition(position >= 0 && position < count, "a batch that is not remembered")
        return slots[position]
    }

    /// Remembers `batch`; where there is no more room the oldest is forgotten.
    mutating func append(_ batch: ProducerBatch) {
        if count == Self.countMax {
            for index in 1..<Self.countMax { slots[index - 1] = slots[index] }
            count -= 1
        }
        slots[count] = batch
        count += 1
    }

    mutating func removeAll() { count = 0 }
}

extension ProducerBatches: Hashable {
    static func == (left: ProducerBatches, right: ProducerBatches) -> Bool {
        left.elementsEqual(right)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for batch in self { hasher.combine(batch) }
    }
}

extension ProducerBatches: ExpressibleByArrayLiteral {
    init(arrayLiteral elements: ProducerBatch...) {
        for batch in elements { append(batch) }
    }
}
