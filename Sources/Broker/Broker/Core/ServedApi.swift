// SPDX-License-Identifier: Apache-2.0

import Bytes
import Messages

/// One API this broker serves: what ApiVersions lists is what dispatch knows.
struct ServedApi: Sendable {
    let key: ApiKey
    let versions: ClosedRange<Int16>
    /// First version whose header has a tag section; nil when none has.
    let firstFlexibleVersion: Int16?
    /// Decodes the body and serves it.
    let serve: @Sendable (Broker, inout ByteReader, RequestContext) throws(DecodeError) -> Outcome

    /// `handler` for the versions of `Request` that are served.
    static func serving<Request: RequestMessage>(
        _ type: Request.Type, _ versions: ClosedRange<Int16>,
        _ handler: @escaping @Sendable (Broker) -> (Request, RequestContext) -> Outcome
    ) -> ServedApi {
        ServedApi(
            key: ApiKey(Request.apiKey), versions: versions,
            firstFlexibleVersion: Request.firstFlexibleVersion
        ) { broker, reader, context throws(DecodeError) in
            // Bytes after the body are let pass, as Kafka lets them.
            let request = try Request(from: &reader, version: context.version)
            return handler(broker)(request, context)
        }
    }

    /// Everything served, by key.
    ///
    /// Versions are those of Apache Kafka 4.4.0.
    static let all: [ServedApi] = [
        .serving(ProduceRequest.self, 3...13) { $0.produce },
        .serving(FetchRequest.self, 4...18) { $0.fetch },
        .serving(ListOffsetsRequest.self, 1...11) { $0.listOffsets },
        .serving(MetadataRequest.self, 0...13) { $0.metadata },
        .serving(ApiVersionsRequest.self, 0...5) { $0.apiVersions },
        .serving(CreateTopicsRequest.self, 2...7) { $0.createTopics },
        .serving(DeleteTopicsRequest.self, 1...6) { $0.deleteTopics },
        .serving(DeleteRecordsRequest.self, 0...2) { $0.deleteRecords },
        .serving(InitProducerIdRequest.self, 0...5) { $0.initProducerId },
        .serving(OffsetForLeaderEpochRequest.self, 2...4) { $0.offsetForLeaderEpoch },
        .serving(DescribeConfigsRequest.self, 1...4) { $0.describeConfigs },
        .serving(AlterConfigsRequest.self, 0...2) { $0.alterConfigs },
        .serving(DescribeLogDirsRequest.self, 1...5) { $0.describeLogDirs },
        .serving(CreatePartitionsRequest.self, 0...3) { $0.createPartitions },
        .serving(IncrementalAlterConfigsRequest.self, 0...1) { $0.incrementalAlterConfigs },
        .serving(DescribeProducersRequest.self, 0...0) { $0.describeProducers },
        .serving(DescribeTopicPartitionsRequest.self, 0...0) { $0.describeTopicPartitions },
    ]

    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

    static func find(_ key: Int16) -> ServedApi? { byKey[ApiKey(key)] }
}
