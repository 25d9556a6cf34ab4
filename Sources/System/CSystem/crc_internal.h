// SPDX-License-Identifier: Apache-2.0
// What the checksum kernels share. Polynomials, remainders and constants are bit-reflected: bit 31
// is the coefficient of x^0.
#ifndef ASSAY_CRC_INTERNAL_H
#define ASSAY_CRC_INTERNAL_H
#include "assay_crc.h"

#define ASSAY_POLY_CRC32C 0x82F63B78u
#define ASSAY_POLY_CRC32 0xEDB88320u

/// Two multipliers that carry a 128-bit lane forward over `distance` bits: the low half lies 64
/// bits further from the end than the high one.
struct assay_fold {
    uint64_t low, high;
};

/// Everything derived from one polynomial, computed once at load.
struct assay_crc_constants {
    /// slice[k][b]: the remainder of byte b followed by k zero bytes.
    uint32_t slice[8][256];
    /// Folding over 16, 32, 64, 128 and 256 bytes.
    struct assay_fold fold16, fold32, fold64, fold128, fold256;
    /// Multipliers that move a CRC over one and two blocks of the three-way kernels.
    uint64_t short1, short2, long1, long2;
};

extern struct assay_crc_constants assay_crc32c_constants, assay_crc32_constants;

/// Bytes of one of the three streams that the three-way kernels run side by side.
enum { ASSAY_SHORT_STREAM = 256, ASSAY_LONG_STREAM = 4096 };

/// x^exponent modulo the polynomial.
uint32_t assay_crc_power(uint32_t polynomial, uint64_t exponent);

uint32_t assay_crc32c_bitwise(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32c_portable(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32_bitwise(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32_portable(uint32_t crc, const void *bytes, size_t length);

/// Slicing by eight on a raw remainder (neither end inverted).
uint32_t assay_crc_slice(
    const struct assay_crc_constants *constants, uint32_t remainder, const uint8_t *bytes,
    size_t length);

#if defined(__x86_64__)
uint32_t assay_crc32c_sse42(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32c_three_way(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32c_fold128(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32c_fold256(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32c_fold512(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32_fold128(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32_fold256(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32_fold512(uint32_t crc, const void *bytes, size_t length);
#elif defined(__aarch64__)
uint32_t assay_crc32c_armv8(uint32_t crc, const void *bytes, size_t length);
uint32_t assay_crc32_armv8(uint32_t crc, const void *bytes, size_t length);
#endif
#endif
