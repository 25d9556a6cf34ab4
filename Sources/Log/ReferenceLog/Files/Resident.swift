// SPDX-License-Identifier: Apache-2.0

/// Something held only as long as there is room, because it can be had again from the disk.
protocol Resident: AnyObject {
    /// Set at each use; cleared when the room was looked over and the thing left for now.
    var wasUsed: Bool { get set }

    /// Lets go of what took room, unless that is not on the disk yet; the next use gets it back.
    func evict() -> Bool
}
