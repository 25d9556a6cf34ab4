// SPDX-License-Identifier: Apache-2.0

import Bytes
import Client
import Messages
import Records
import Results

/// ListOffsets once the beginning of the log is gone (KIP-107).
enum ListOffsetsCutCases {
    private static let uses: [ApiUse] = [ApiUse(.deleteRecords), .produce, .listOffsets]

    /// A topic of batches of one record each, a second apart, cut below `offset`.
    private static func topic(
        of count: Int, cutBelow offset: Int64, _ session: Session
    ) async throws -> Topic {
        let topic = try await session.createTopic()
        for index in 0..<count {
            try await session.append(
                ListOffsetsTimeCases.batch([session.baseTime + 1000 * Int64(index)]), to: topic)
        }
        try await session.cut(topic, below: offset)
        return topic
    }

    static let all: [ConformanceCase] = [
        ConformanceCase(
            "lo/after-delete-records", .must, .documented,
            "The earliest offset follows the begin of the log, the latest stays",
            source: "KIP-107; Protocol guide, ListOffsets",
            explain: "Deletes below 3 of five records: earliest is 3, latest 5.",
            uses: uses
        ) { session, expect in
            let topic = try await topic(of: 5, cutBelow: 3, session)
            let earliest = try await session.listOffsets(topic, at: TimeTarget.earliest)
            let latest = try await session.listOffsets(topic, at: TimeTarget.latest)

            try expect.noError(earliest.error)
            try expect.equal(earliest.offset, 3)
            try expect.equal(latest.offset, 5)
        },

        ConformanceCase(
            "lo/after-delete-records-ts", .must, .documented,
            "A time of a deleted record gives the first one that is left",
            source: "KIP-79, KIP-107: nothing below the log start offset can be read",
            explain: """
                Deletes below 3 of five records a second apart. The times 0, of the first and of \
                the third record all give offset 3 and its time; that of the fifth gives 4.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await topic(of: 5, cutBelow: 3, session)
            let base = session.baseTime
            for time in [0, base, base + 2000] {
                let reply = try await session.listOffsets(topic, at: time)
                try expect.noError(reply.error)
                try expect.equal(reply.offset, 3)
                try expect.equal(reply.timestamp, base + 3000)
            }
            let last = try await session.listOffsets(topic, at: base + 4000)
            try expect.equal(last.offset, 4)
        },

        ConformanceCase(
            "lo/after-delete-records-mid-batch", .must, .documented,
            "Where the log begins inside a batch, times give no record before that",
            source: "KIP-107; FileRecords.searchForTimestamp: from the starting offset",
            explain: """
                One batch of 0, 10, 20 and 30 ms, cut below 2: the times 0 and 10 must give \
                offset 2, not 0 or 1.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await session.createTopic()
            let base = session.baseTime
            try await session.append(
                ListOffsetsTimeCases.batch([base, base + 10, base + 20, base + 30]), to: topic)
            try await session.cut(topic, below: 2)
            for time in [base, base + 10] {
                let reply = try await session.listOffsets(topic, at: time)
                try expect.noError(reply.error)
                try expect.equal(reply.offset, 2)
                try expect.equal(reply.timestamp, base + 20)
            }
        },

        ConformanceCase(
            "lo/after-delete-all", .must, .documented,
            "In a log that was emptied earliest and latest agree, and no time is found",
            source: "KIP-107; KIP-79",
            explain: """
                Deletes all of three records: earliest and latest are 3; time 0 gives -1 without \
                an error.
                """,
            uses: uses
        ) { session, expect in
            let topic = try await topic(of: 3, cutBelow: -1, session)
            let earliest = try await session.listOffsets(topic, at: TimeTarget.earliest)
            let latest = try await session.listOffsets(topic, at: TimeTarget.latest)
            let time = try await session.listOffsets(topic, at: 0)

            try expect.equal(earliest.offset, 3)
            try expect.equal(latest.offset, 3)
            try expect.noError(time.error)
            try expect.equal(time.offset, -1)
            try expect.equal(time.timestamp, -1)
        },

        ConformanceCase(
            "lo/earliest-local-after-delete-records", .may, .documented,
            "-4 follows the begin of the log too",
            source: "KIP-405",
            explain: "Deletes below 2 of three: -4 gives 2.",
            uses: [ApiUse(.deleteRecords), .produce, .listOffsets(8...Int16.max)]
        ) { session, expect in
            let topic = try await topic(of: 3, cutBelow: 2, session)
            let reply = try await session.listOffsets(topic, at: TimeTarget.earliestLocal)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 2)
        },
    ]
}
