// SPDX-License-Identifier: Apache-2.0

import Transport

/// Feeds a transcript from a stream.
final class TranscriptTap: StreamTap {
    private let transcript: Transcript

    init(_ transcript: Transcript) {
        self.transcript = transcript
    }

    func stream(_ stream: StreamConnection, didWrite bytes: UnsafeRawBufferPointer) {
        transcript.record(.sent, bytes)
    }

    func stream(_ stream: StreamConnection, didRead bytes: UnsafeRawBufferPointer) {
        transcript.record(.received, bytes)
    }
}
