// SPDX-License-Identifier: Apache-2.0

import Bytes

extension Connection {
    /// How long something that is not a broker is given to show what it is.
    private static let diagnosisTimeout = Duration.milliseconds(500)

    /// What to report when the first exchange on this connection failed with `error`.
    ///
    /// A server that waits for the end of a line looks silent; one that closes at once may want
    /// TLS. The connection is of no more use afterwards.
    func diagnose(_ error: any Error) async -> any Error {
        switch error {
        case ClientError.timedOut(let what, let limit):
            _ = try? await sendRaw(ByteSlice(utf8: "\r\n\r\n"), timeout: Self.diagnosisTimeout)
            do {
                _ = try await receiveFrame(timeout: Self.diagnosisTimeout)
            } catch ClientError.notKafka(let address, let evidence) {
                return ClientError.notKafka(address, evidence: evidence)
            } catch {}
            let text = "it accepts connections and did not answer \(what) within \(limit)"
            return ClientError.notKafka(address, evidence: text)
        case ClientError.closed(let ending, _, 0):
            let text = "\(ending) without an answer (does it ask for TLS or SASL?)"
            return ClientError.notKafka(address, evidence: text)
        case ClientError.illegalFrame(let announced):
            let text = "its answer begins with a frame size of \(announced)"
            return ClientError.notKafka(address, evidence: text)
        case ClientError.decode(let message, let version, let detail, _):
            let text = "its answer is no \(message) v\(version) (\(detail))"
            return ClientError.notKafka(address, evidence: text)
        default:
            return error
        }
    }

    /// Connects and negotiates; an older broker that closes on a version it does not know is asked
    /// again on a new connection in version 0, as clients did before KIP-511.
    package static func open(
        to address: Address, timeout: Duration = .seconds(5),
        options: ConnectionOptions = ConnectionOptions()
    ) async throws -> Connection {
        let first = try await connect(to: address, timeout: timeout, options: options)
        do {
            try await first.negotiate(timeout: timeout)
            return first
        } catch ClientError.closed(.closedByPeer, _, 0), ClientError.closed(.reset, _, 0) {
            first.close()
        } catch {
            defer { first.close() }
            throw await first.diagnose(error)
        }
        let second = try await connect(to: address, timeout: timeout, options: options)
        do {
            try await second.negotiate(from: 0, timeout: timeout)
            return second
        } catch {
            defer { second.close() }
            throw await second.diagnose(error)
        }
    }
}
