// SPDX-License-Identifier: Apache-2.0

package import Broker
import Glibc
package import Transport

/// Why a server does not start, or did not stop cleanly; one line for the user.
package enum ServerError: Error, CustomStringConvertible {
    case notAnAddress(String)
    /// Clients cannot be told to connect to every address there is.
    case needsAdvertisedAddress(String)
    case cannotListen(address: String, TransportError)
    case unusableDirectory(MetadataError)

    package var description: String {
        switch self {
        case .notAnAddress(let text): "'\(text)' is not a numeric address to listen on"
        case .needsAdvertisedAddress(let address):
            "\(address) is no address to send clients to: set advertised.listeners=HOST:PORT"
        case .cannotListen(let address, let error):
            "cannot listen on \(address): \(error.cause)\(error.remedy)"
        case .unusableDirectory(let error): "cannot use the data directory: \(error)"
        }
    }
}

extension TransportError {
    /// The system's own words, without the call they came from.
    fileprivate var cause: String {
        if case .system(_, let errno) = self { Self.text(errno: errno) } else { "\(self)" }
    }

    /// What to do about it, where that is known.
    fileprivate var remedy: String {
        guard case .system(_, let errno) = self else { return "" }
        return switch errno {
        case EADDRINUSE: "; stop who listens there, or take another port (0 takes a free one)"
        case EADDRNOTAVAIL: "; take an address of this machine, such as 127.0.0.1"
        case EACCES: "; take a port above 1023, or run with more rights"
        default: ""
        }
    }
}
