// SPDX-License-Identifier: Apache-2.0

/// A binary heap of deadlines; entries that no longer matter are left in it until they come up.
struct DeadlineQueue {
    private struct Entry: Comparable {
        let deadline: Int64
        let connection: ConnectionId

        static func < (left: Entry, right: Entry) -> Bool {
            (left.deadline, left.connection.rawValue) < (right.deadline, right.connection.rawValue)
        }
    }

    private var heap: [Entry] = []

    var first: Int64? { heap.first?.deadline }
    var count: Int { heap.count }

    mutating func insert(_ connection: ConnectionId, at deadline: Int64) {
        heap.append(Entry(deadline: deadline, connection: connection))
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Removes and returns the earliest entry, unless it lies after `now`.
    mutating func popFirst(notAfter now: Int64) -> (ConnectionId, deadline: Int64)? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink()
        return (first.connection, first.deadline)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
