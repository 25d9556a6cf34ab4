// SPDX-License-Identifier: Apache-2.0

import LogContract
import Messages

/// Why what an administrator asked for is not done.
struct Refusal: Error {
    let code: ErrorCode
    /// For the administrator; nil where Kafka says nothing either.
    let message: String?

    init(_ code: ErrorCode, _ message: String?) {
        self.code = code
        self.message = message
    }

    init(_ error: StorageError) {
        self.init(.kafkaStorageError, "\(error)")
    }

    static let noSuchTopic = Refusal(.unknownTopicOrPartition, "there is no such topic")
}
