// SPDX-License-Identifier: Apache-2.0

/// The topics that one request makes, judged one by one and made all at once.
struct TopicCreations {
    private(set) var records: [TopicRecord] = []
    private var byCollisionKey: [String: String] = [:]

    mutating func add(_ record: TopicRecord) {
        records.append(record)
        byCollisionKey[TopicName.collisionKey(record.name)] = record.name
    }

    /// The new topic whose name differs from `name` in '.' and '_' only.
    func collision(with name: String) -> String? { byCollisionKey[TopicName.collisionKey(name)] }
}
