// SPDX-License-Identifier: Apache-2.0

package import Transport

/// How a connection is made and limited.
package struct ConnectionOptions: Sendable {
    /// Client id of request headers, unless a request says otherwise.
    package var clientId: String? = "assay"
    /// The longest response taken; more is refused before it is read.
    package var responseBytesMax = 256 << 20
    /// Unread responses kept; beyond it reading pauses until some are read.
    package var inboxBytesMax = 256 << 20
    /// Records both directions.
    package var transcript: Transcript?
    /// Numeric addresses to use for names, before any look-up (`--resolve HOST=IP`).
    package var resolve: [String: String] = [:]
    package var security: StreamConfiguration.Security = .plaintext
    /// The loop to live on; the client's own one by default.
    package var loop: EventLoop?

    package init() {}

    /// Reads `HOST=IP`.
    package static func parseResolve(
        _ text: String
    ) throws(ClientError) -> (host: String, ip: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, SocketAddress(ip: parts[1], port: 0) != nil else {
            throw .invalidAddress(text, reason: "write HOST=IP with a numeric address")
        }
        return (parts[0], parts[1])
    }
}
