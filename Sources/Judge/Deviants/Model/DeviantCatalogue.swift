// SPDX-License-Identifier: Apache-2.0

/// Every broken broker there is, in the order of the areas.
package enum DeviantCatalogue {
    package static let all: [Deviant] =
        VersionDeviants.all + FramingDeviants.all + MetadataDeviants.all + TopicDeviants.all
        + PartitionDeviants.all + RecordDeletionDeviants.all
        + ProduceDeviants.all + StorageDeviants.all + IdempotenceDeviants.all + FetchDeviants.all
        + SessionDeviants.all
        + ListOffsetsDeviants.all + EpochDeviants.all + HousekeepingDeviants.all
        + RestartDeviants.all

    /// The deviant called `id`.
    package static func deviant(_ id: String) -> Deviant? {
        all.first { $0.id == id }
    }
}
