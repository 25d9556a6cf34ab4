// SPDX-License-Identifier: Apache-2.0

/// The fetch sessions of a broker, at most `slots` of them.
final class FetchSessionCache {
    /// A session idle for this long gives way to a new one (Kafka's fixed two minutes).
    private static let evictionMillis: Int64 = 120_000

    private let slots: Int
    private var sessions: [Int32: FetchSession] = [:]

    init(slots: Int) {
        self.slots = slots
    }

    subscript(id: Int32) -> FetchSession? { sessions[id] }

    func remove(_ id: Int32) {
        sessions[id] = nil
    }

    /// A new session, or nil when every slot is taken by one that is in use and no smaller.
    func make(
        usesTopicIds: Bool, items: [FetchItem], now: Int64,
        random: inout any RandomNumberGenerator
    ) -> FetchSession? {
        guard makeRoom(forPartitions: items.count, now: now) else { return nil }
        var id: Int32 = 0
        while id == 0 || sessions[id] != nil { id = Int32(truncatingIfNeeded: random.next() >> 33) }
        let session = FetchSession(id: id, usesTopicIds: usesTopicIds, items: items, now: now)
        sessions[id] = session
        return session
    }

    private func makeRoom(forPartitions count: Int, now: Int64) -> Bool {
        if sessions.count < slots { return true }
        // Ties are broken by the id, so that a run can be repeated.
        let oldest = sessions.values.min { ($0.lastUsed, $0.id) < ($1.lastUsed, $1.id) }
        if let oldest, now - oldest.lastUsed > Self.evictionMillis {
            remove(oldest.id)
            return true
        }
        let smallest = sessions.values.min { ($0.count, $0.id) < ($1.count, $1.id) }
        guard let smallest, smallest.count < count else { return false }
        remove(smallest.id)
        return true
    }
}
