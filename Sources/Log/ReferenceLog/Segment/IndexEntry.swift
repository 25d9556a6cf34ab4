// SPDX-License-Identifier: Apache-2.0

/// An entry of a sparse index as it stands in the file, big-endian.
protocol IndexEntry {
    static var bytes: Int { get }

    /// Reads the entry that begins at `position`, which the caller knows to be whole.
    init(_ raw: UnsafeRawBufferPointer, at position: Int)

    /// Whether it is an entry that may stand behind `last`, and not a hole of a preallocated file.
    func follows(_ last: Self?) -> Bool

    /// Stores the entry's bytes at `target`.
    func write(to target: UnsafeMutableRawPointer)
}

extension IndexEntry {
    /// `offset` as entries of a segment that begins at `base` hold it; nil when they cannot, which
    /// the head of a damaged batch may ask for.
    static func relative(_ offset: Int64, to base: Int64) -> Int32? {
        let (distance, overflows) = offset.subtractingReportingOverflow(base)
        return overflows || distance < 0 ? nil : Int32(exactly: distance)
    }
}
