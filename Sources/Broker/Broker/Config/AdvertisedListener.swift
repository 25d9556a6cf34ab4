// SPDX-License-Identifier: Apache-2.0

/// An address that clients are told to connect to, as `advertised.listeners` has it.
package struct AdvertisedListener: Hashable, Sendable {
    /// Empty where the listener says none.
    package let host: String
    package let port: UInt16

    /// Reads `HOST:PORT`, `NAME://` before it or not; nil for anything else.
    init?(_ text: String) {
        var address = text[...]
        if let slashes = text.firstRange(of: "://") { address = text[slashes.upperBound...] }
        guard let colon = address.lastIndex(of: ":"),
            let port = UInt16(address[address.index(after: colon)...]), port > 0
        else { return nil }
        var host = address[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        self.host = String(host)
        self.port = port
    }
}
