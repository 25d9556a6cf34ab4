// SPDX-License-Identifier: Apache-2.0

package import Bytes
package import Messages

/// Requests made byte by byte: headers in any form, bodies that no encoder writes.
package enum RawFrame {
    /// A whole request; its header is as the API's version has it, unless `flexibleHeader` says
    /// otherwise.
    package static func request(
        _ api: ApiKey, _ version: Int16, correlationId: Int32 = 7, clientId: String? = "assay",
        flexibleHeader: Bool? = nil, headerTags: [TaggedField] = [],
        body: (inout ByteWriter) -> Void = { _ in }
    ) -> ByteSlice {
        let flexible =
            flexibleHeader
            ?? (Frame.requestHeaderVersion(apiKey: api.rawValue, version: version) >= 2)
        return sized { writer in
            writer.writeInt16(api.rawValue)
            writer.writeInt16(version)
            writer.writeInt32(correlationId)
            writer.writeString(clientId, compact: false)
            if flexible { write(headerTags, to: &writer) }
            body(&writer)
        }
    }

    /// What `body` writes, after its size.
    package static func sized(_ body: (inout ByteWriter) -> Void) -> ByteSlice {
        var content = ByteWriter()
        body(&content)
        let bytes = content.finish()
        var writer = ByteWriter(capacity: bytes.count + 4)
        writer.writeInt32(Int32(bytes.count))
        writer.write(bytes)
        return writer.finish()
    }

    /// A tag section with its fields in the given order, legal or not.
    package static func write(_ tags: [TaggedField], to writer: inout ByteWriter) {
        writer.writeUnsignedVarint(UInt32(tags.count))
        for field in tags {
            writer.writeUnsignedVarint(field.tag)
            writer.writeUnsignedVarint(UInt32(field.data.count))
            writer.write(field.data)
        }
    }
}
