// SPDX-License-Identifier: Apache-2.0

import Messages

/// Why a topic is not created.
struct TopicRefusal: Error {
    let code: ErrorCode
    let message: String
}
