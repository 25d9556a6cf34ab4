// SPDX-License-Identifier: Apache-2.0

/// Where a broker listens: a name or a numeric address, and a port.
package struct Address: Hashable, Sendable {
    package var host: String
    package var port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port` or `[ipv6]:port`.
    package init(_ text: String) throws(ClientError) {
        guard let colon = text.lastIndex(of: ":") else {
            throw .invalidAddress(text, reason: "no port; write host:port")
        }
        let number = text[text.index(after: colon)...]
        guard let port = UInt16(number), port > 0 else {
            throw .invalidAddress(text, reason: "“\(number)” is not a port from 1 to 65535")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .invalidAddress(text, reason: "an IPv6 address goes in brackets, [::1]:9092")
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" }) else {
            throw .invalidAddress(text, reason: "no host; write host:port")
        }
        self.init(host: String(host), port: port)
    }

    /// Reads a comma-separated list; blanks around commas are ignored, at least one is needed.
    package static func list(_ text: String) throws(ClientError) -> [Address] {
        var addresses: [Address] = []
        for part in text.split(separator: ",") {
            let trimmed = part.drop(while: \.isWhitespace)
            let end = trimmed.lastIndex { !$0.isWhitespace }
            guard let end else { continue }
            addresses.append(try Address(String(trimmed[...end])))
        }
        if addresses.isEmpty { throw .invalidAddress(text, reason: "no address; write host:port") }
        return addresses
    }
}

extension Address: CustomStringConvertible {
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
