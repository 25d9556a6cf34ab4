// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Results

extension Session {
    /// Bytes of one frame that a report shows at most.
    private static let frameBytesMax = 16 << 10
    /// Bytes of a raw conversation that a report shows at most, in each direction.
    private static let rawBytesMax = 512

    /// What was seen, with the bytes at fault when they are known.
    func evidence(for finding: Finding? = nil) -> Evidence {
        var evidence = Evidence()
        guard finding.map({ $0.verdict == .fail }) ?? true else { return evidence }
        for exchange in log.exchanges {
            evidence.note(
                "\(exchange): \(exchange.request.count) bytes sent, "
                    + "\(exchange.response.count) bytes back")
        }
        if let sighting = finding?.sighting {
            evidence.show(annotated(sighting, remark: "expected \(finding?.expected ?? "")"))
        } else {
            showConversation(in: &evidence)
        }
        return evidence
    }

    /// The reply, field by field; the request when there was no reply.
    private func annotated(_ sighting: Sighting, remark: String) -> AnnotatedBytes {
        let exchange = sighting.exchange
        guard !exchange.response.isEmpty else {
            return AnnotatedBytes(
                title: "request, \(exchange)",
                bytes: exchange.request.prefix(Self.frameBytesMax).array,
                fields: Self.requestFields(of: exchange))
        }
        let fields = Self.responseFields(of: exchange)
        let culprit =
            sighting.path.isEmpty
            ? nil : fields.first { $0.name == sighting.path }?.range
        return AnnotatedBytes(
            title: "reply, \(exchange)", bytes: exchange.response.prefix(Self.frameBytesMax).array,
            fields: fields.filter { $0.range.lowerBound < Self.frameBytesMax }, culprit: culprit,
            remark: culprit == nil ? "" : remark)
    }

    private static func responseFields(of exchange: Exchange) -> [AnnotatedBytes.Field] {
        let headerVersion = Frame.responseHeaderVersion(
            apiKey: exchange.api.rawValue, version: exchange.version)
        let type = MessageCatalogue.response(
            apiKey: exchange.api.rawValue, version: exchange.version)
        return fields(
            of: exchange.response, header: ResponseHeader.fieldTable, headerVersion,
            body: type?.fieldTable, exchange.version)
    }

    private static func requestFields(of exchange: Exchange) -> [AnnotatedBytes.Field] {
        let headerVersion = Frame.requestHeaderVersion(
            apiKey: exchange.api.rawValue, version: exchange.version)
        let type = MessageCatalogue.request(
            apiKey: exchange.api.rawValue, version: exchange.version)
        return fields(
            of: exchange.request, header: RequestHeader.fieldTable, headerVersion,
            body: type?.fieldTable, exchange.version)
    }

    private static func fields(
        of frame: ByteSlice, header: FieldTable, _ headerVersion: Int16, body: FieldTable?,
        _ version: Int16
    ) -> [AnnotatedBytes.Field] {
        var fields: [AnnotatedBytes.Field] = []
        let end = try? FieldWalk.walkPrefix(frame, as: header, version: headerVersion) { visit in
            fields.append(field(of: visit, movedBy: 0))
        }
        guard let end, let body else { return fields }
        let visits = FieldWalk.visits(
            of: frame.dropFirst(end), as: body, version: version, visitsMax: 2000)
        return fields + visits.visits.map { field(of: $0, movedBy: end) }
    }

    private static func field(of visit: FieldVisit, movedBy shift: Int) -> AnnotatedBytes.Field {
        let range = visit.range.lowerBound + shift..<visit.range.upperBound + shift
        return AnnotatedBytes.Field(range, visit.path.description, visit.value.description)
    }

    /// The ends of the last connection's two directions.
    private func showConversation(in evidence: inout Evidence) {
        guard let transcript = log.transcripts.last else { return }
        for direction in [Transcript.Direction.sent, .received] {
            let bytes = transcript.bytes(direction)
            guard !bytes.isEmpty else {
                evidence.note("nothing was \(direction.rawValue) on the last connection")
                continue
            }
            let place = "\(direction.rawValue) on the last connection"
            let isCut = bytes.count > Self.rawBytesMax
            evidence.show(
                AnnotatedBytes(
                    title: isCut ? "the end of \(bytes.count) bytes \(place)" : place,
                    bytes: bytes.dropFirst(max(0, bytes.count - Self.rawBytesMax)).array))
        }
    }

    /// Every byte of the session, one line an event, for `--transcript`.
    package func transcriptText() -> [String] {
        log.transcripts.enumerated().flatMap { index, transcript in
            let start = transcript.events.first?.nanos ?? 0
            return ["# connection \(index + 1)"]
                + transcript.events.map { event in
                    let micros = (event.nanos - start) / 1000
                    switch event.kind {
                    case .bytes(.sent, let bytes): return "\(micros) us > \(bytes.hex)"
                    case .bytes(.received, let bytes): return "\(micros) us < \(bytes.hex)"
                    case .note(let text): return "\(micros) us - \(text)"
                    }
                }
        }
    }
}
