// SPDX-License-Identifier: Apache-2.0

import Broker
import LogContract
import Messages
import Testing

struct InitProducerIdTests {
    private func request(
        _ transactionalId: String? = nil, timeout: Int32 = 1000, id: Int64 = -1, epoch: Int16 = -1
    ) -> InitProducerIdRequest {
        var request = InitProducerIdRequest()
        request.transactionalId = transactionalId
        request.transactionTimeoutMs = timeout
        request.producerId = id
        request.producerEpoch = epoch
        return request
    }

    @Test
    func `ids are never given twice, across restarts and blocks`() throws {
        var broker = try TestBroker()
        var ids: Set<Int64> = []
        for round in 0..<2500 {
            if round % 700 == 699 { broker = try broker.restarted() }
            let answer = try broker.ask(request(), version: round % 2 == 0 ? 0 : 5)
            #expect(answer.errorCode == 0)
            #expect(answer.producerEpoch == 0)
            #expect(ids.insert(answer.producerId).inserted)
        }
        #expect(broker.store.saves < 20, "a block at a time is made durable, not an id")
    }

    @Test
    func `an id is not given when its block could not be made durable`() throws {
        let broker = try TestBroker()
        broker.store.failure = StorageError(.io, operation: "fsync", path: "x")
        let answer = try broker.ask(request(), version: 4)
        #expect(answer.errorCode == 56)
        #expect(answer.producerId == -1)
        broker.store.failure = nil
        #expect(try broker.ask(request(), version: 4).producerId == 0)
    }

    @Test
    func `what makes no sense is refused, and transactions are not served`() throws {
        let broker = try TestBroker()
        func code(_ request: InitProducerIdRequest) throws -> Int16 {
            try broker.ask(request, version: 5).errorCode
        }
        #expect(try code(request(id: 5)) == 42)
        #expect(try code(request(id: 5, epoch: 2)) == 0)
        #expect(try code(request("")) == 42)
        #expect(try code(request("tx", timeout: .max)) == 50)
        #expect(try code(request("tx")) == 15)
    }
}
