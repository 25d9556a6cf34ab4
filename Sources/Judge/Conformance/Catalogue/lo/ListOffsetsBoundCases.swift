// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages
import Results

/// ListOffsets with the time stamps that stand for a place in the log.
enum ListOffsetsBoundCases {
    static let all: [ConformanceCase] = [
        ConformanceCase(
            "lo/earliest", .must, .documented,
            "The earliest offset of a new log is 0 and stays there while records are added",
            source: "Protocol guide, ListOffsets: -2 asks for the earliest offset",
            explain: "Asks for -2 before and after three records; both answers must be 0.",
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let before = try await session.listOffsets(topic, at: TimeTarget.earliest)
            try await session.append(session.batch("a", "b", "c"), to: topic)
            let after = try await session.listOffsets(topic, at: TimeTarget.earliest)

            try expect.noError(before.error)
            try expect.equal(before.offset, 0)
            try expect.noError(after.error)
            try expect.equal(after.offset, 0)
        },

        ConformanceCase(
            "lo/latest", .must, .documented,
            "The latest offset is the one the next record will get",
            source: "Protocol guide, ListOffsets: -1 asks for the log end offset",
            explain: """
                Asks for -1 in an empty log and after batches of three and two records; the \
                answers must be 0, 3 and 5, and the next batch must begin there.
                """,
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            let empty = try await session.listOffsets(topic, at: TimeTarget.latest)
            try await session.append(session.batch("a", "b", "c"), to: topic)
            let three = try await session.listOffsets(topic, at: TimeTarget.latest)
            try await session.append(session.batch("d", "e"), to: topic)
            let five = try await session.listOffsets(topic, at: TimeTarget.latest)
            let next = try await session.produce(session.batch("f"), to: topic)

            try expect.equal(empty.offset, 0)
            try expect.equal(three.offset, 3)
            try expect.equal(five.offset, 5)
            try expect.equal(next.baseOffset, 5)
        },

        ConformanceCase(
            "lo/latest-each-version", .must, .documented,
            "Every advertised version gives the same latest offset",
            source: "KIP-35; ListOffsetsResponse.json",
            explain: "Asks for -1 in each version from 1 on; each must answer 2.",
            uses: [.produce, .listOffsets]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a", "b"), to: topic)
            for version in try session.versions(of: ListOffsetsRequest.self) {
                let reply = try await session.listOffsets(
                    topic, at: TimeTarget.latest, version: version)

                try expect.noError(reply.error, "error in v\(version)")
                try expect.equal(reply.offset, 2, "latest offset in v\(version)")
            }
        },

        ConformanceCase(
            "lo/max-timestamp", .should, .documented,
            "-3 finds the record with the greatest time stamp, wherever it stands",
            source: "KIP-734",
            explain: """
                Writes batches whose second one holds the greatest time stamp in its middle; -3 \
                must give that record's offset and time.
                """,
            uses: [.produce, .listOffsets(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            let base = session.baseTime
            try await session.append(
                ListOffsetsTimeCases.batch([base, base + 5]), to: topic)
            try await session.append(
                ListOffsetsTimeCases.batch([base + 1, base + 900, base + 2]), to: topic)
            try await session.append(ListOffsetsTimeCases.batch([base + 3]), to: topic)
            let reply = try await session.listOffsets(topic, at: TimeTarget.maxTimestamp)

            try expect.noError(reply.error)
            try expect.equal(reply.timestamp, base + 900)
            try expect.equal(reply.offset, 3)
        },

        ConformanceCase(
            "lo/max-timestamp-empty", .should, .documented,
            "-3 in an empty log finds nothing and is no error",
            source: "KIP-734",
            explain: "Asks for -3 in a new topic; offset and time stamp must be -1.",
            uses: [.listOffsets(7...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            let reply = try await session.listOffsets(topic, at: TimeTarget.maxTimestamp)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, -1)
            try expect.equal(reply.timestamp, -1)
        },

        ConformanceCase(
            "lo/earliest-local", .may, .documented,
            "-4 gives the start of what is kept on the broker's own disks",
            source: "KIP-405",
            explain: "Without tiered storage all is local: -4 must answer as -2 does.",
            uses: [.produce, .listOffsets(8...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.listOffsets(topic, at: TimeTarget.earliestLocal)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, 0)
        },

        ConformanceCase(
            "lo/latest-tiered", .may, .documented,
            "-5 gives the last offset in tiered storage, -1 when there is none",
            source: "KIP-1005",
            explain: "Asks for -5 of a topic without tiered storage; the offset must be -1.",
            uses: [.produce, .listOffsets(9...Int16.max)]
        ) { session, expect in
            let topic = try await session.createTopic()
            try await session.append(session.batch("a"), to: topic)
            let reply = try await session.listOffsets(topic, at: TimeTarget.latestTiered)

            try expect.noError(reply.error)
            try expect.equal(reply.offset, -1)
        },

        ConformanceCase(
            "lo/special-old-version", .should, .observed,
            "A special time stamp newer than the version is UNSUPPORTED_VERSION",
            source: "ReplicaManager.fetchOffset: which special times which version may name",
            explain: """
                Asks for -3 in version 6 and for -4 in version 7, each one too old to know it; \
                the partition must carry error 35, not an offset.
                """,
            uses: [.listOffsets(6...7)], .negative
        ) { session, expect in
            let topic = try await session.createTopic()
            for (target, version) in [
                (TimeTarget.maxTimestamp, 6), (TimeTarget.earliestLocal, 7),
            ] as [(Int64, Int16)] {
                guard try session.versions(of: ListOffsetsRequest.self).contains(version)
                else { continue }
                let reply = try await session.listOffsets(
                    topic, at: target, version: version)

                try expect.error(
                    reply.error, is: .unsupportedVersion, "error for \(target) in v\(version)")
                try expect.equal(reply.offset, -1)
            }
        },
    ]
}
