// SPDX-License-Identifier: Apache-2.0

/// What of the unsynced changes is on the disk after the power went.
package enum PowerLoss: Sendable {
    /// Nothing: the disk is as the last sync of each thing left it.
    case losesAll
    /// Everything, as if the last moment had been synced.
    case keepsAll
    /// Any part of it, as the tape says.
    case chosen(ChoiceTape)
}

/// Takes the choices of one power loss.
struct PowerLossChoices {
    private var loss: PowerLoss
    /// Of four choices so many more than one lose; the same for a whole loss, so that losses
    /// differ in how much they take.
    private var bias = 0

    init(_ loss: PowerLoss) {
        self.loss = loss
        bias = pick(4, losing: 0, keeping: 0)
    }

    /// Whether one unsynced change is there.
    mutating func keeps() -> Bool { pick(4, losing: 0, keeping: 3) > bias }

    /// One of `count` outcomes.
    mutating func pick(_ count: Int, losing: Int, keeping: Int) -> Int {
        switch loss {
        case .losesAll: return losing
        case .keepsAll: return keeping
        case .chosen(var tape):
            let choice = tape.next(below: count)
            loss = .chosen(tape)
            return choice
        }
    }
}
