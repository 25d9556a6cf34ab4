// SPDX-License-Identifier: Apache-2.0

/// How a dump is made.
package struct DumpOptions: Sendable {
    package var filter = DumpFilter()
    /// Unpacks batches and shows every record.
    package var records = false
    /// nil chooses by the topic's name.
    package var decoder: RecordDecoder?
    /// No batch is unpacked to more bytes than this.
    package var unpackBytesMax = 128 << 20
    /// Only files of these kinds; empty is all.
    package var kinds: Set<FileName.Kind> = []

    package init() {}

    func wants(_ kind: FileName.Kind) -> Bool { kinds.isEmpty || kinds.contains(kind) }
}
