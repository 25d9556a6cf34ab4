// SPDX-License-Identifier: Apache-2.0
// Kernels for 64-bit ARM with the CRC32 extension of ARMv8.
#include "crc_internal.h"
#if defined(__aarch64__)
#include <arm_acle.h>
#include <string.h>

#define CRC_EXTENSION "+crc"

static inline uint64_t load64(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

// Defines one kernel around the instructions for eight bytes and for one. Little-endian, as every
// Linux on this architecture is.
#define KERNEL(POLYNOMIAL, EIGHT, ONE)                                                           \
    __attribute__((target(CRC_EXTENSION))) uint32_t assay_##POLYNOMIAL##_armv8(                  \
        uint32_t crc, const void *start, size_t length) {                                        \
        const uint8_t *bytes = start;                                                            \
        uint32_t remainder = ~crc;                                                               \
        for (; length >= 32; length -= 32, bytes += 32) {                                        \
            remainder = EIGHT(remainder, load64(bytes));                                         \
            remainder = EIGHT(remainder, load64(bytes + 8));                                     \
            remainder = EIGHT(remainder, load64(bytes + 16));                                    \
            remainder = EIGHT(remainder, load64(bytes + 24));                                    \
        }                                                                                        \
        for (; length >= 8; length -= 8, bytes += 8)                                             \
            remainder = EIGHT(remainder, load64(bytes));                                         \
        while (length--) remainder = ONE(remainder, *bytes++);                                   \
        return ~remainder;                                                                       \
    }

KERNEL(crc32c, __crc32cd, __crc32cb)
KERNEL(crc32, __crc32d, __crc32b)
#endif
