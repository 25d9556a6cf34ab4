// SPDX-License-Identifier: Apache-2.0

package import LogInspector
package import Results

/// What the batches of some logs are like, each log and all together.
package struct StatisticsReport: Sendable {
    package var manifest: RunManifest
    package var paths: [String]
    package var partitions: [LogStatistics]

    package init(manifest: RunManifest, paths: [String], partitions: [LogStatistics]) {
        self.manifest = manifest
        self.paths = paths
        self.partitions = partitions
    }

    /// All partitions together.
    package var total: LogStatistics {
        partitions.reduce(into: LogStatistics(title: "all")) { $0.add($1) }
    }

    /// The document `assay.logstats/1`.
    package var json: JSONValue {
        manifest.document(
            "assay.logstats/1",
            [
                .init("paths", .array(paths.map { .string($0) })),
                .init("partitions", .array(partitions.map(\.json))),
                .init("total", total.json),
            ])
    }
}

extension LogStatistics {
    fileprivate var json: JSONValue {
        .object(
            [
                .init("title", .string(title)),
                .init("firstOffset", offsets.map { .integer($0.lowerBound) } ?? .null),
                .init("lastOffset", offsets.map { .integer($0.upperBound) } ?? .null),
                .init("firstTimestamp", timestamps.map { .integer($0.lowerBound) } ?? .null),
                .init("lastTimestamp", timestamps.map { .integer($0.upperBound) } ?? .null),
                .init("ratio", ratio.map { .number(rounded($0)) } ?? .null),
                .init("producers", .integer(Int64(producers.count))),
                .init(
                    "codecs",
                    .array(codecs.sorted { $0.key < $1.key }.map { codec($0.key, $0.value) })),
                .init("batchBytes", histogram(batchBytes)),
                .init("recordsPerBatch", histogram(recordsPerBatch)),
                .init("keyBytes", histogram(keyBytes)),
                .init("valueBytes", histogram(valueBytes)),
            ] + counts.map { .init($0.0, .integer($0.1)) })
    }

    private var counts: [(String, Int64)] {
        [
            ("segments", Int64(segments)), ("bytes", bytes), ("batches", batches),
            ("records", records), ("controlBatches", controlBatches),
            ("transactionalBatches", transactionalBatches), ("commits", commits),
            ("aborts", aborts), ("tombstones", tombstones), ("nullKeys", nullKeys),
            ("recordHeaders", recordHeaders), ("unreadable", unreadable), ("gaps", gaps),
            ("missingOffsets", missingOffsets), ("emptiedOffsets", emptiedOffsets),
            ("backwards", backwards), ("goneSegments", Int64(goneSegments)),
        ]
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    private func codec(_ name: String, _ codec: CodecStatistics) -> JSONValue {
        [
            "codec": .string(name), "batches": .integer(codec.batches),
            "records": .integer(codec.records), "storedBytes": .integer(codec.storedBytes),
            "plainBytes": .integer(codec.plainBytes),
            "ratio": codec.ratio.map { .number(rounded($0)) } ?? .null,
        ]
    }

    private func histogram(_ histogram: SizeHistogram) -> JSONValue {
        [
            "count": .integer(histogram.count), "sum": .integer(histogram.sum),
            "min": .integer(histogram.min), "max": .integer(histogram.max),
            "buckets": .array(
                histogram.buckets.map {
                    ["from": .integer($0.from), "to": .integer($0.to), "count": .integer($0.count)]
                }),
        ]
    }
}
