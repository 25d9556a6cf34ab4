// SPDX-License-Identifier: Apache-2.0

/// The whole catalogue, in the order of its areas.
package enum Suite {
    package static let cases: [ConformanceCase] = [
        ApiVersionsCases.all, VersionListCases.all, UnknownVersionCases.all, FlexibleCases.all,
        PipeliningCases.all, HeaderCases.all, SizeCases.all, MalformedBodyCases.all,
        MutationCases.all,
        MetadataTopicCases.all, ClusterCases.all,
        CreateTopicCases.all, CreateRefusalCases.all, DeleteTopicCases.all, PartitionCases.all,
        DeleteRecordsCases.all,
        AcknowledgementCases.all, BatchHeaderCases.all, RefusedBatchCases.all, LimitCases.all,
        ContentCases.all, IdempotenceCases.all, SequenceCases.all,
        FetchPositionCases.all, FetchSizeCases.all, FetchWaitCases.all, FetchErrorCases.all,
        FetchSessionCases.all, FetchGuaranteeCases.all,
        ListOffsetsBoundCases.all, ListOffsetsTimeCases.all, ListOffsetsErrorCases.all,
        ListOffsetsRecordCases.all, ListOffsetsRequestCases.all, ListOffsetsCutCases.all,
        LeaderEpochCases.all,
        OffsetCases.all, RetentionCases.all, CompactionCases.all, CompactionLagCases.all,
        RestartCases.all,
    ].flatMap { $0 }
}
