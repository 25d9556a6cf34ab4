// SPDX-License-Identifier: Apache-2.0

extension ReferenceLogEngine {
    /// `producer.id.expiration.ms`; obeyed from the next look for what has expired.
    package var producerExpirationMillis: Int64 {
        get { context.options.producerExpirationMillis }
        set { context.options.producerExpirationMillis = newValue }
    }

    /// `log.cleaner.backoff.ms`; obeyed from the next pause.
    package var cleanerPauseMillis: Int64 {
        get { context.options.cleanerPauseMillis }
        set { context.options.cleanerPauseMillis = newValue }
    }

    /// `log.cleaner.io.buffer.load.factor`; obeyed from the next round.
    package var cleanerLoadMax: Double {
        get { context.options.cleanerLoadMax }
        set { context.options.cleanerLoadMax = newValue }
    }

    /// `log.cleaner.dedupe.buffer.size`; obeyed from the next round.
    package var cleanerMapBytes: Int {
        get { context.options.cleanerMapBytes }
        set { context.options.cleanerMapBytes = newValue }
    }
}
