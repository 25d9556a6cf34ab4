// SPDX-License-Identifier: Apache-2.0

/// Something that goes wrong in one call of the file system, or from one call on.
package struct DiskFault: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The process ends before the call; the page cache is kept (F1).
        case crash
        /// ENOSPC, before anything was written (F5).
        case noSpace
        /// ENOSPC after so many bytes of a write (F5); like `noSpace` for other calls.
        case shortWrite(bytes: Int)
        /// EIO. A `sync` that fails drops what it should have written: a second one succeeds and
        /// has written nothing (F6).
        case inputOutput
    }

    package var kind: Kind
    /// Calls that can be hit; empty for every one that changes something.
    package var operations: Set<DiskCall.Operation>
    /// What the path must end with.
    package var suffix: String
    /// How many calls that could be hit pass first.
    package var skipping: Int
    /// Whether later calls fail too, as on a disk that stays full.
    package var isLasting: Bool

    package init(
        _ kind: Kind, operations: Set<DiskCall.Operation> = [], suffix: String = "",
        skipping: Int = 0, isLasting: Bool = false
    ) {
        self.kind = kind
        self.operations = operations
        self.suffix = suffix
        self.skipping = skipping
        self.isLasting = isLasting
    }

    func canHit(_ call: DiskCall) -> Bool {
        let isMeant =
            operations.isEmpty ? call.operation.isChange : operations.contains(call.operation)
        return isMeant && call.path.hasSuffix(suffix)
    }
}
