// SPDX-License-Identifier: Apache-2.0

import CSystem

/// How much this process wants the disk.
package enum DiskPriority {
    /// Reads from now on only while nobody else does; false when the system does not allow it.
    ///
    /// It holds for the thread that calls it, and for disks whose scheduler knows the idle class.
    @discardableResult
    package static func yield() -> Bool { assay_yield_disk() == 0 }
}
