// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import LogContract

/// A whole response on its way out, size and header included, with the request it answers.
///
/// Stored records stay file regions, so that a driver may have the kernel send them (sendfile);
/// the bytes that were stored are the bytes that leave.
package struct Reply: Sendable {
    package enum Part: Sendable {
        case bytes(ByteSlice)
        case file(FileRegion)

        package var count: Int {
            switch self {
            case .bytes(let slice): slice.count
            case .file(let region): region.count
            }
        }
    }

    package var apiKey: Int16
    package var version: Int16
    package var correlationId: Int32
    /// In sending order; the first begins with the 4-byte size of everything after it.
    package var parts: [Part]

    package init(apiKey: Int16, version: Int16, correlationId: Int32, parts: [Part]) {
        self.apiKey = apiKey
        self.version = version
        self.correlationId = correlationId
        self.parts = parts
    }

    /// Bytes on the wire.
    package var count: Int { parts.reduce(0) { $0 + $1.count } }

    /// The response in memory, file regions read: for wrappers that change it, and for tests.
    package func flattened() throws(StorageError) -> ByteSlice {
        if parts.count == 1, case .bytes(let slice) = parts[0] { return slice }
        var writer = ByteWriter(capacity: count)
        for part in parts {
            switch part {
            case .bytes(let slice): writer.write(slice)
            case .file(let region):
                writer.write(try region.file.read(position: region.position, count: region.count))
            }
        }
        return writer.finish()
    }
}
