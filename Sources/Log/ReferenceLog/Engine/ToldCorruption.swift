// SPDX-License-Identifier: Apache-2.0

import LogContract

/// Which corrupt places were told, so that none is told with every fetch; bounded, since a disk that
/// rots may have any number of them.
struct ToldCorruption {
    private struct Place: Hashable {
        let path: String
        let position: Int64
        /// What stood there: another batch may come to stand at the same place.
        let found: String
    }

    private static let placesMax = 1000
    private var told: Set<Place> = []

    /// What to tell of a corrupt place, nil when it was told.
    mutating func line(
        for error: StorageError, of partition: TopicPartition, offset: Int64?
    ) -> String? {
        let position = error.position ?? 0
        guard told.count <= Self.placesMax,
            told.insert(Place(path: error.path, position: position, found: error.found)).inserted
        else { return nil }
        if told.count > Self.placesMax {
            return "more than \(Self.placesMax) corrupt batches were read; no more are told, "
                + "assay log verify finds them all"
        }
        let place = offset.map { ", offset \($0)" } ?? ""
        return "\(partition): \(error.path) at \(position)\(place): \(error.found); "
            + "who reads it is answered CORRUPT_MESSAGE"
    }
}
