// SPDX-License-Identifier: Apache-2.0

import Arguments
import Glibc

/// Where `--listen` says a broker listens: a numeric address and a port.
struct ListenAddress {
    let host: String
    /// 0 takes a free one.
    let port: UInt16

    /// Reads `HOST:PORT`; a name is looked up, no host stands for every address.
    init(_ text: String) throws(UsageError) {
        guard let colon = text.lastIndex(of: ":") else {
            throw UsageError("--listen expects HOST:PORT, such as 127.0.0.1:9092, not '\(text)'")
        }
        guard let port = UInt16(text[text.index(after: colon)...]) else {
            throw UsageError(
                "--listen \(text): the port must be from 1 to 65535, or 0 for a free one")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.port = port
        switch host {
        case "": self.host = "0.0.0.0"
        case "localhost": self.host = "127.0.0.1"
        default: self.host = try Self.number(of: host, in: text)
        }
    }

    /// The first address that a name has; numeric ones stay as they are.
    private static func number(of host: String, in text: String) throws(UsageError) -> String {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &found)
        defer { if let found { freeaddrinfo(found) } }
        guard status == 0, let first = found?.pointee, let address = first.ai_addr else {
            let reason = String(cString: gai_strerror(status)).lowercased()
            throw UsageError(
                "--listen \(text): no address is known for '\(host)' (\(reason)); "
                    + "take an address of this machine, such as 127.0.0.1")
        }
        var number = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard
            getnameinfo(
                address, first.ai_addrlen, &number, socklen_t(number.count), nil, 0,
                NI_NUMERICHOST) == 0
        else { return host }
        return String(
            decoding: number.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
