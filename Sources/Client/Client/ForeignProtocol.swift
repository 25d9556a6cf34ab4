// SPDX-License-Identifier: Apache-2.0

/// Recognises what answers when it is not Kafka.
enum ForeignProtocol {
    /// What the four bytes that should have been a frame's size look like; nil when like nothing
    /// known.
    static func evidence(inSize size: Int32) -> String? {
        let raw = UInt32(bitPattern: size)
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: raw >> $0) }
        // RFC 8446, 5.1: content type 20 to 23, then the legacy record version 3.x.
        if (20...23).contains(bytes[0]) && bytes[1] == 3 && bytes[2] <= 4 {
            return "it answers in TLS"
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if text == "HTTP" || text == "<!DO" || text == "<htm" { return "it answers in HTTP" }
        if text == "SSH-" { return "it answers in SSH" }
        if bytes.allSatisfy({ (0x20...0x7E).contains($0) }) {
            return "its answer begins with the text “\(text)”"
        }
        return nil
    }
}
