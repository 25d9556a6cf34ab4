// SPDX-License-Identifier: Apache-2.0

package import Bytes

extension AnnotatedDump {
    /// A request with its size: size, header, body.
    ///
    /// What does not decode is shown as far as it does.
    package static func request(
        _ frame: ByteSlice, culprit: Range<Int>? = nil, note: String = "", rowsMax: Int = 400
    ) -> AnnotatedDump {
        var dump = AnnotatedDump(of: frame, culprit: culprit, note: note, rowsMax: rowsMax)
        guard frame.count >= 8 else {
            dump.add(0..<frame.count, "shorter than a size, an API key and a version")
            return dump
        }
        dump.add(0..<4, "size")
        let apiKey = frame.int16(at: 4)
        let version = frame.int16(at: 6)
        let headerVersion = Frame.requestHeaderVersion(apiKey: apiKey, version: version)
        let body = dump.add(RequestHeader.fieldTable, version: headerVersion, at: 4)
        dump.addBody(
            MessageCatalogue.request(apiKey: apiKey, version: version), version: version, at: body)
        return dump
    }

    /// A response with its size, to a request of `apiKey` and `version`.
    package static func response(
        _ frame: ByteSlice, apiKey: Int16, version: Int16, culprit: Range<Int>? = nil,
        note: String = "", rowsMax: Int = 400
    ) -> AnnotatedDump {
        var dump = AnnotatedDump(of: frame, culprit: culprit, note: note, rowsMax: rowsMax)
        guard frame.count >= 4 else {
            dump.add(0..<frame.count, "shorter than a size")
            return dump
        }
        dump.add(0..<4, "size")
        let headerVersion = Frame.responseHeaderVersion(apiKey: apiKey, version: version)
        let body = dump.add(ResponseHeader.fieldTable, version: headerVersion, at: 4)
        dump.addBody(
            MessageCatalogue.response(apiKey: apiKey, version: version), version: version, at: body)
        return dump
    }

    private mutating func addBody(_ type: (any Message.Type)?, version: Int16, at position: Int) {
        var end = position
        if let type { end = add(type.fieldTable, version: version, at: position) }
        if end < bytes.count {
            add(end..<bytes.count, type == nil ? "body of an unknown API" : "left over")
        }
    }
}

extension ByteSlice {
    /// Two bytes that the caller knows to be there, big-endian.
    fileprivate func int16(at position: Int) -> Int16 {
        Int16(bitPattern: UInt16(self[position]) << 8 | UInt16(self[position + 1]))
    }
}
