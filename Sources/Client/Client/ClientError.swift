// SPDX-License-Identifier: Apache-2.0

package import Bytes
import Messages

/// What can go wrong between this client and a broker; never a broker's own error code.
package enum ClientError: Error, Hashable, Sendable {
    /// An address that cannot be read, and why.
    case invalidAddress(String, reason: String)
    /// The name has no address.
    case unresolvable(Address, reason: String)
    /// No connection came about; `reason` in the system's words.
    case connectFailed(Address, reason: String)
    /// Something did not happen in time.
    case timedOut(what: String, after: Duration)
    /// The connection ended while something was awaited or sent.
    case closed(Ending, during: String, bytesReceived: Int)
    /// The answer is not the Kafka protocol; `evidence` says what it looks like.
    case notKafka(Address, evidence: String)
    /// The broker announced a response frame that is negative or longer than this client takes.
    case illegalFrame(announced: Int32)
    /// The response does not say what its version says it should; with the whole frame.
    case decode(message: String, version: Int16, DecodeError, frame: ByteSlice)
    /// A response that answers another request than the oldest one waiting.
    case correlationMismatch(expected: Int32, found: Int32, frame: ByteSlice)
    /// No version of the API is spoken by both sides.
    case noCommonVersion(api: String, ours: ClosedRange<Int16>, theirs: ClosedRange<Int16>?)
    /// A broker of the cluster cannot be reached where it says it listens.
    case advertisedUnreachable(nodeId: Int32, Address, reason: String)
    /// The cluster does not name this broker.
    case unknownBroker(nodeId: Int32)
    /// What was asked for did not come about in time; the last error code says why.
    case notReady(what: String, lastError: Int16, after: Duration)
    /// The broker answered a request of this client's own with an error code.
    case refused(what: String, error: Int16)
    /// A client.properties this build cannot work with, in one line.
    case unusableProperties(String)
    /// The client's event loop has stopped.
    case stopped
}

extension ClientError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidAddress(let text, let reason): "“\(text)” is not an address: \(reason)"
        case .unresolvable(let address, let reason):
            "cannot resolve \(address.host): \(reason)"
        case .connectFailed(let address, let reason): "cannot connect to \(address): \(reason)"
        case .timedOut(let what, let limit): "\(what): nothing came within \(limit)"
        case .closed(let ending, let what, let bytes):
            "\(what): \(ending) after \(bytes) bytes received"
        case .notKafka(let address, let evidence):
            "\(address) does not speak the Kafka protocol: \(evidence)"
        case .illegalFrame(let announced): "the broker announced a frame of \(announced) bytes"
        case .decode(let message, let version, let error, _): "\(message) v\(version): \(error)"
        case .correlationMismatch(let expected, let found, _):
            "correlation id \(found) where \(expected) was expected"
        case .noCommonVersion(let api, let ours, let theirs):
            "no common version of \(api): \(Self.text(ours)) here, "
                + (theirs.map(Self.text) ?? "none") + " there"
        case .advertisedUnreachable(let nodeId, let address, let reason):
            "broker \(nodeId) advertises \(address), which cannot be reached: \(reason)"
        case .unknownBroker(let nodeId): "the cluster names no broker \(nodeId)"
        case .notReady(let what, let code, let limit):
            "\(what): not within \(limit), the last answer was \(ErrorCode(code))"
        case .refused(let what, let code): "\(what) was refused with \(ErrorCode(code))"
        case .unusableProperties(let line): line
        case .stopped: "the client has stopped"
        }
    }

    private static func text(_ range: ClosedRange<Int16>) -> String {
        "\(range.lowerBound) to \(range.upperBound)"
    }
}
