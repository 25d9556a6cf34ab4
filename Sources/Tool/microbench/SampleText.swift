// SPDX-License-Identifier: Apache-2.0

import Bytes

/// Text as services log it, always the same: what codecs are measured on.
enum SampleText {
    private static let services = ["checkout", "inventory", "payments", "search", "shipping"]
    private static let outcomes = ["ok", "ok", "ok", "retried", "timeout", "refused"]

    /// At least `count` bytes of JSON lines, cut to `count`.
    static func bytes(_ count: Int) -> ByteSlice {
        var state: UInt64 = 0x2545_F491_4F6C_DD1D
        func draw(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(truncatingIfNeeded: state >> 33) % bound
        }
        var text: [UInt8] = []
        text.reserveCapacity(count + 256)
        var millis = 1_700_000_000_000
        while text.count < count {
            millis += draw(40)
            let line = """
                {"time":\(millis),"service":"\(services[draw(services.count)])",\
                "host":"node-\(draw(40))","user":"u\(draw(1_000_000))",\
                "trace":"\(String(UInt64(draw(1 << 30)) << 24 | UInt64(draw(1 << 24)), radix: 16))",\
                "outcome":"\(outcomes[draw(outcomes.count)])","micros":\(draw(90_000))}

                """
            text.append(contentsOf: line.utf8)
        }
        return ByteSlice(text[..<count])
    }
}
