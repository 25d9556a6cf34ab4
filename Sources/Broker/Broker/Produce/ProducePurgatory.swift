// SPDX-License-Identifier: Apache-2.0

/// The Produce requests whose answers wait for a flush: at most one per connection.
final class ProducePurgatory {
    /// In the order they came.
    private var parked: [ParkedProduce] = []

    /// Whether something happened since the last look that may have made a write durable; looking at
    /// each that waits with every request would take longer the more there are.
    private(set) var hasNews = false

    var isEmpty: Bool { parked.isEmpty }

    func noteNews() { hasNews = true }

    func park(_ produce: ParkedProduce) { parked.append(produce) }

    func remove(_ connection: ConnectionId) {
        parked.removeAll { $0.context.connection == connection }
    }

    /// Takes out those whose writes are all durable.
    func takeDurable() -> [ParkedProduce] {
        hasNews = false
        var durable: [ParkedProduce] = []
        parked.removeAll { produce in
            guard produce.awaited.allSatisfy(\.isDurable) else { return false }
            durable.append(produce)
            return true
        }
        return durable
    }

    /// Takes out all of them: no flush is to come.
    func takeAll() -> [ParkedProduce] {
        defer { parked = [] }
        return parked
    }
}
