// SPDX-License-Identifier: Apache-2.0

/// A bound on what may be held at once: descriptors, or bytes of index entries.
///
/// Second chance: a hand goes round and evicts whoever was not used since it last came by, so that
/// a use costs one store and no list is kept in order.
final class Residency {
    private struct Seat {
        /// Cleared before its holder goes: whoever is admitted leaves in its `deinit`.
        unowned(unsafe) var holder: any Resident
        var cost: Int
    }

    let costMax: Int
    private(set) var cost = 0
    private var seats: [Seat?] = []
    private var free: [Int] = []
    private var hand = 0

    init(costMax: Int) {
        self.costMax = costMax
    }

    /// Takes in `holder`, evicting others as needed; returns the seat to give back.
    func admit(_ holder: any Resident, cost admitted: Int) -> Int {
        makeRoom(for: admitted)
        cost += admitted
        holder.wasUsed = true
        let seat = Seat(holder: holder, cost: admitted)
        if let index = free.popLast() {
            seats[index] = seat
            return index
        }
        seats.append(seat)
        return seats.count - 1
    }

    /// What the holder of a seat takes grew or shrank.
    func charge(_ index: Int, cost charged: Int) {
        guard let seat = seats[index] else { return }
        cost += charged - seat.cost
        seats[index] = Seat(holder: seat.holder, cost: charged)
    }

    /// The holder let go by itself.
    func leave(_ index: Int) {
        guard let seat = seats[index] else { return }
        cost -= seat.cost
        seats[index] = nil
        free.append(index)
    }

    private func makeRoom(for wanted: Int) {
        // Two rounds: the first may only take marks of use away.
        var steps = seats.count * 2
        while cost + wanted > costMax && steps > 0 {
            steps -= 1
            hand = hand + 1 < seats.count ? hand + 1 : 0
            guard let seat = seats[hand] else { continue }
            if seat.holder.wasUsed {
                seat.holder.wasUsed = false
            } else if seat.holder.evict() {
                leave(hand)
            }
        }
    }
}
