// SPDX-License-Identifier: Apache-2.0

/// Which client id a request header carries.
package enum ClientId: Hashable, Sendable {
    /// The one of the connection's options.
    case options
    /// This one; nil is a null client id.
    case literal(String?)

    func resolved(_ options: ConnectionOptions) -> String? {
        switch self {
        case .options: options.clientId
        case .literal(let text): text
        }
    }
}

extension ClientId: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) {
        self = .literal(value)
    }
}
