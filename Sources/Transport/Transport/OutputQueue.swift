// SPDX-License-Identifier: Apache-2.0

import Bytes

/// What waits to be sent, in order.
struct OutputQueue {
    enum Item {
        case bytes(ByteSlice)
        case file(FileRegion)
        /// Called once everything before it was handed to the kernel (true) or dropped (false).
        case mark((Bool) -> Void)
    }

    private var items: [Item] = []
    private var head = 0
    /// Bytes waiting, file regions included.
    private(set) var bytes = 0

    var isEmpty: Bool { head == items.count }

    mutating func append(_ slice: ByteSlice) {
        guard !slice.isEmpty else { return }
        bytes += slice.count
        items.append(.bytes(slice))
    }

    mutating func append(_ region: FileRegion) {
        guard region.count > 0 else { return }
        bytes += region.count
        items.append(.file(region))
    }

    mutating func append(mark: @escaping (Bool) -> Void) {
        items.append(.mark(mark))
    }

    var first: Item? { isEmpty ? nil : items[head] }

    /// The slices at the front, at most `countMax` of them, up to the first file region or mark,
    /// and whether a file region stands behind them.
    func leadingSlices(countMax: Int) -> (slices: ArraySlice<Item>, fileFollows: Bool) {
        var end = head
        while end < items.count, end - head < countMax, case .bytes = items[end] { end += 1 }
        guard end < items.count, case .file = items[end] else {
            return (items[head..<end], false)
        }
        return (items[head..<end], true)
    }

    mutating func removeFirst() {
        head += 1
        // Amortised: the spent half is cut off once it is the larger one.
        if head == items.count {
            items.removeAll(keepingCapacity: items.capacity <= 64)
            head = 0
        } else if head >= 64 && head * 2 >= items.count {
            items.removeFirst(head)
            head = 0
        }
    }

    /// Tells that the first `count` bytes of leading slices left.
    mutating func sentSlices(_ count: Int) {
        bytes -= count
        var left = count
        while left > 0, case .bytes(let slice) = first {
            if slice.count > left {
                items[head] = .bytes(slice.dropFirst(left))
                return
            }
            left -= slice.count
            removeFirst()
        }
    }

    /// Tells that `count` bytes of the file region at the front left.
    mutating func sentFile(_ count: Int) {
        guard case .file(var region) = first else { return }
        bytes -= count
        if count == region.count { return removeFirst() }
        region.offset += Int64(count)
        region.count -= count
        items[head] = .file(region)
    }

    /// Empties the queue and returns the marks that were in it.
    mutating func dropAll() -> [(Bool) -> Void] {
        defer { self = OutputQueue() }
        return items[head...].compactMap { item in
            guard case .mark(let mark) = item else { return nil }
            return mark
        }
    }
}
