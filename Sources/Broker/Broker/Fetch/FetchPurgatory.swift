// SPDX-License-Identifier: Apache-2.0

/// The Fetch requests that wait: at most one per connection, woken by appends or by their deadline.
final class FetchPurgatory {
    private var parked: [ConnectionId: ParkedFetch] = [:]
    private var deadlines = DeadlineQueue()
    private var woken: [ConnectionId] = []

    /// The next deadline; `Int64.max` when nothing waits.
    var nextDeadline: Int64 { deadlines.first ?? .max }

    func park(_ fetch: ParkedFetch) {
        let connection = fetch.context.connection
        parked[connection] = fetch
        deadlines.insert(connection, at: fetch.deadline)
        for partition in fetch.partitions { partition.waiters.insert(connection) }
        dropSpentDeadlines()
    }

    /// Fetches that were woken leave their deadline behind; it must not pile up.
    private func dropSpentDeadlines() {
        guard deadlines.count > 4 * parked.count + 64 else { return }
        deadlines = DeadlineQueue()
        for (connection, fetch) in parked { deadlines.insert(connection, at: fetch.deadline) }
    }

    @discardableResult
    func remove(_ connection: ConnectionId) -> ParkedFetch? {
        guard let fetch = parked.removeValue(forKey: connection) else { return nil }
        for partition in fetch.partitions { partition.waiters.remove(connection) }
        return fetch
    }

    /// Has those who wait for `partition` looked at again by the next `takeWoken`.
    func wake(_ partition: Partition) {
        if !partition.waiters.isEmpty {
            woken += partition.waiters.sorted { $0.rawValue < $1.rawValue }
        }
    }

    /// The fetches to look at again, each once; they stay parked.
    func takeWoken() -> [ParkedFetch] {
        if woken.isEmpty { return [] }
        var seen: Set<ConnectionId> = []
        let fetches = woken.compactMap { seen.insert($0).inserted ? parked[$0] : nil }
        woken.removeAll(keepingCapacity: true)
        return fetches
    }

    /// Takes out the fetches whose time is up.
    func takeExpired(now: Int64) -> [ParkedFetch] {
        var expired: [ParkedFetch] = []
        while let (connection, deadline) = deadlines.popFirst(notAfter: now) {
            // An entry may be left over from an earlier fetch of the same connection.
            if parked[connection]?.deadline == deadline, let fetch = remove(connection) {
                expired.append(fetch)
            }
        }
        return expired
    }
}
