// SPDX-License-Identifier: Apache-2.0
// What memory gives to somebody who only reads or copies.
#include "assay_baseline.h"
#include <malloc.h>
#include <string.h>

uint64_t assay_baseline_read(const void *bytes, size_t length) {
    const char *at = bytes;
    uint64_t sums[8] = {0};
    for (; length >= 64; length -= 64, at += 64) {
        // As far ahead as the checksum kernels ask.
        __builtin_prefetch(at + 2048);
        uint64_t words[8];
        memcpy(words, at, 64);
        for (int i = 0; i < 8; i++) sums[i] ^= words[i];
    }
    uint64_t sum = 0;
    for (int i = 0; i < 8; i++) sum ^= sums[i];
    return sum;
}

void assay_baseline_copy(void *target, const void *source, size_t length) {
    memcpy(target, source, length);
}

void assay_baseline_trim(void) { malloc_trim(0); }
