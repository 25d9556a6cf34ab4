// SPDX-License-Identifier: Apache-2.0

/// Base64 with padding (RFC 4648 section 4), as Kafka's JSON writes bytes.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Four characters for every three bytes, `=` where the last group is short.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var pending: UInt32 = 0
        var held = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                append(pending, characters: 4, to: &text)
                pending = 0
                held = 0
            }
        }
        if held > 0 {
            append(pending << UInt32(8 * (3 - held)), characters: held + 1, to: &text)
            text += [UInt8](repeating: 0x3D, count: 3 - held)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` stands for; nil when it is not padded base64.
    package static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        let padding = characters.suffix(2).filter { $0 == 0x3D }.count
        var bytes: [UInt8] = []
        var pending: UInt32 = 0
        for (index, character) in characters.dropLast(padding).enumerated() {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            pending = pending << 6 | UInt32(value)
            if index % 4 > 0 {
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(6 - 2 * (index % 4))))
            }
        }
        return bytes
    }

    private static func append(_ group: UInt32, characters: Int, to text: inout [UInt8]) {
        for index in 0..<characters {
            text.append(alphabet[Int(group >> UInt32(18 - 6 * index) & 63)])
        }
    }
}
