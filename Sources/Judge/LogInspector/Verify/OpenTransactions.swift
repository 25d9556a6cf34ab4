// SPDX-License-Identifier: Apache-2.0

/// The transactions that are open at some place of a log, and nothing else of their producers: so
/// many more can be followed than producers.
struct OpenTransactions {
    private struct Begun {
        var producerId: Int64
        var firstOffset: Int64
    }

    /// Transactions that are followed at once.
    private let limit: Int
    private var firstOffsets: [Int64: Int64] = [:]
    /// In the order in which they began; of those that ended some are still here.
    private var begun: [Begun] = []
    /// The first of `begun` that may be open.
    private var head = 0
    /// Whether some are not followed, so that markers may stand for nothing.
    private(set) var isOverfull = false

    init(limit: Int) { self.limit = limit }

    /// Notes data of a transaction; what is open stays as it began.
    mutating func write(producerId: Int64, at offset: Int64) {
        guard firstOffsets[producerId] == nil else { return }
        guard firstOffsets.count < limit else {
            isOverfull = true
            return
        }
        firstOffsets[producerId] = offset
        begun.append(Begun(producerId: producerId, firstOffset: offset))
    }

    /// Ends the producer's transaction and gives its first offset; nil when none is open.
    mutating func end(producerId: Int64) -> Int64? {
        defer { forgetEnded() }
        return firstOffsets.removeValue(forKey: producerId)
    }

    /// First offset of the earliest transaction that is open.
    var earliest: Int64? { head < begun.count ? begun[head].firstOffset : nil }

    private func isOpen(_ entry: Begun) -> Bool {
        firstOffsets[entry.producerId] == entry.firstOffset
    }

    private mutating func forgetEnded() {
        while head < begun.count, !isOpen(begun[head]) { head += 1 }
        // One that stays open must not keep all that came after it.
        guard begun.count > 2 * firstOffsets.count + 1024 else { return }
        let open = begun[head...].filter { isOpen($0) }
        (begun, head) = (open, 0)
    }
}
