// SPDX-License-Identifier: Apache-2.0

import Messages

/// A fetch session (KIP-227): the partitions a client reads again and again, and what it was last
/// told about each, so that only changes travel.
final class FetchSession {
    fileprivate struct Entry {
        var item: FetchItem
        /// -1: to be told again whatever happens.
        var highWatermark: Int64 = -1
        var logStartOffset: Int64 = -1
    }

    let id: Int32
    let usesTopicIds: Bool
    /// The epoch the next request must carry.
    private(set) var nextEpoch: Int32 = 1
    /// Monotonic milliseconds.
    private(set) var lastUsed: Int64
    /// In reading order: who got data goes to the end, so that all get their turn.
    private var entries: [Entry]
    private var places: [FetchItem.Key: Int] = [:]

    init(id: Int32, usesTopicIds: Bool, items: [FetchItem], now: Int64) {
        self.id = id
        self.usesTopicIds = usesTopicIds
        lastUsed = now
        entries = items.map { Entry(item: $0) }
        index()
    }

    var items: [FetchItem] { entries.map(\.item) }
    var count: Int { entries.count }

    /// Takes over what a request changes, and its epoch.
    func update(adding items: [FetchItem], forgetting forgotten: Set<FetchItem.Key>, now: Int64) {
        for item in items {
            if let place = places[item.key] {
                entries[place].item = item
            } else {
                places[item.key] = entries.count
                entries.append(Entry(item: item))
            }
        }
        if !forgotten.isEmpty {
            entries.removeAll { forgotten.contains($0.item.key) }
            index()
        }
        nextEpoch = nextEpoch == .max ? 1 : nextEpoch + 1
        lastUsed = now
    }

    /// Notes the full answer that begins the session.
    func begin(with answers: [FetchPartitionAnswer]) {
        for answer in answers {
            if let place = places[answer.key] { _ = entries[place].note(answer) }
        }
    }

    /// Notes what is about to be answered, and keeps of it what the client does not know yet.
    ///
    /// The answers are those of `items`, in that order, unless a request changed the session while
    /// this one waited; what is no longer in the session is answered as it is.
    func changes(in answers: [FetchPartitionAnswer]) -> [FetchPartitionAnswer] {
        var withData: Set<FetchItem.Key> = []
        let changed = answers.filter { answer in
            guard let place = places[answer.key] else { return true }
            if answer.recordBytes > 0 { withData.insert(answer.key) }
            return entries[place].note(answer)
        }
        if !withData.isEmpty {
            let (moved, others) = entries.partitioned { withData.contains($0.item.key) }
            entries = others + moved
            index()
        }
        return changed
    }

    private func index() {
        places.removeAll(keepingCapacity: true)
        for (place, entry) in entries.enumerated() { places[entry.item.key] = place }
    }
}

extension FetchSession.Entry {
    /// Whether the client learns something from `answer` (FetchSession.CachedPartition).
    fileprivate mutating func note(_ answer: FetchPartitionAnswer) -> Bool {
        var isNews = answer.recordBytes > 0 || answer.divergingEpoch != nil
        if answer.highWatermark != highWatermark {
            isNews = true
            highWatermark = answer.highWatermark
        }
        if answer.logStartOffset != logStartOffset {
            isNews = true
            logStartOffset = answer.logStartOffset
        }
        if answer.errorCode != .none {
            isNews = true
            highWatermark = -1
        }
        return isNews
    }
}

extension Array {
    fileprivate func partitioned(
        by belongs: (Element) -> Bool
    ) -> (matching: [Element], others: [Element]) {
        (filter(belongs), filter { !belongs($0) })
    }
}
