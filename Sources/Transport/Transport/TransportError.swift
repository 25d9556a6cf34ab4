// SPDX-License-Identifier: Apache-2.0

import CUV

/// Why something did not come about: a connection, a listener, a look-up.
package enum TransportError: Error, Hashable, Sendable {
    /// A system call, or libuv in its name, failed.
    case system(call: String, errno: Int32)
    /// This address did not take the connection (ETIMEDOUT: not in time either).
    case connect(address: String, errno: Int32)
    /// The name has no address, in the resolver's words.
    case unresolvable(host: String, reason: String)
    /// Nothing answered in time.
    case timedOut
    /// The loop has stopped.
    case loopStopped

    /// The words of the system for an error number.
    package static func text(errno: Int32) -> String {
        String(cString: uv_strerror(-errno))
    }

    /// Throws when libuv answered with a (negated) error number.
    static func check(_ code: Int32, _ call: String) throws(TransportError) {
        if code < 0 { throw .system(call: call, errno: -code) }
    }
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let call, let errno): "\(call): \(Self.text(errno: errno))"
        case .connect(let address, let errno):
            "cannot connect to \(address): \(Self.text(errno: errno))"
        case .unresolvable(let host, let reason): "cannot resolve \(host): \(reason)"
        case .timedOut: "timed out"
        case .loopStopped: "the event loop has stopped"
        }
    }
}
