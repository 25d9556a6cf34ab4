// SPDX-License-Identifier: Apache-2.0

/// The whole catalogue, in the order of its areas.
package enum Suite {
    package static let cases: [ConformanceCase] = [
        ApiVersionsCases.all, VersionListCases.all, UnknownVersionCases.all, FlexibleCases.all,
        PipeliningCases.all, HeaderCases.all, SizeCases.all, MalformedBodyCases.all,
        MutationCases.all,
        FetchPositionCases.all, FetchSizeCases.all, FetchWaitCases.all, FetchErrorCases.all,
        FetchSessionCases.all,
        ListOffsetsBoundCases.all, ListOffsetsTimeCases.all, ListOffsetsErrorCases.all,
    ].flatMap { $0 }
}
