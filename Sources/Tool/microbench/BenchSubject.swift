// SPDX-License-Identifier: Apache-2.0

/// What can be measured, in the order it is.
enum BenchSubject: String, CaseIterable {
    case bytes, crc, codecs, messages, records, log, round, storage

    func measure(_ bench: Bench) async throws {
        switch self {
        case .bytes: try BytesSubject.measure(bench)
        case .crc: ChecksumSubject.measure(bench)
        case .codecs: try CodecSubject.measure(bench)
        case .messages: try MessageSubject.measure(bench)
        case .records: try RecordSubject.measure(bench)
        case .log: try LogSubject.measure(bench)
        case .round: try await RoundSubject.measure(bench)
        case .storage: try await StorageSubject.measure(bench)
        }
    }
}
