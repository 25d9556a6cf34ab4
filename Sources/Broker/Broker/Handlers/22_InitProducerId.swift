// SPDX-License-Identifier: Apache-2.0

import Messages

extension Broker {
    /// InitProducerId for idempotent producers (KIP-98): a new id each time, epoch 0.
    ///
    /// A transactional id needs a coordinator, and there is none: FindCoordinator is not served,
    /// so that clients stop there with a clear message; one that comes here nevertheless is told
    /// that the coordinator is not available.
    func initProducerId(_ request: InitProducerIdRequest, _ context: RequestContext) -> Outcome {
        var response = InitProducerIdResponse()
        response.producerId = -1
        response.producerEpoch = -1
        if let error = problem(with: request) {
            response.errorCode = error.rawValue
            return context.reply(response)
        }
        do {
            response.producerId = try producerIds.allocate()
            response.producerEpoch = 0
        } catch {
            response.errorCode = ErrorCode.kafkaStorageError.rawValue
        }
        return context.reply(response)
    }

    private func problem(with request: InitProducerIdRequest) -> ErrorCode? {
        // An id without an epoch, or an epoch without an id, means nothing (KIP-360).
        if (request.producerId == -1) != (request.producerEpoch == -1) { return .invalidRequest }
        guard let transactionalId = request.transactionalId else { return nil }
        if transactionalId.isEmpty { return .invalidRequest }
        if !(1...config.transactionMillisMax).contains(request.transactionTimeoutMs) {
            return .invalidTransactionTimeout
        }
        return .coordinatorNotAvailable
    }
}
