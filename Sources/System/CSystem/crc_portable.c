// SPDX-License-Identifier: Apache-2.0
// Kernels for any CPU, and the constants of all kernels.
#include "crc_internal.h"
#include <string.h>

struct assay_crc_constants assay_crc32c_constants, assay_crc32_constants;

static uint32_t times_x(uint32_t polynomial, uint32_t remainder) {
    return remainder & 1 ? remainder >> 1 ^ polynomial : remainder >> 1;
}

uint32_t assay_crc_power(uint32_t polynomial, uint64_t exponent) {
    uint32_t power = 0x80000000u;
    while (exponent--) power = times_x(polynomial, power);
    return power;
}

// A carry-less product of two reflected numbers comes out one bit short, hence the shift; the 32
// more and fewer account for the 64-bit halves whose 32-bit multipliers sit at their low end.
static struct assay_fold fold_over(uint32_t polynomial, uint64_t bytes) {
    struct assay_fold fold = {
        (uint64_t)assay_crc_power(polynomial, bytes * 8 + 32) << 1,
        (uint64_t)assay_crc_power(polynomial, bytes * 8 - 32) << 1,
    };
    return fold;
}

static void prepare(struct assay_crc_constants *constants, uint32_t polynomial) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t remainder = byte;
        for (int bit = 0; bit < 8; bit++) remainder = times_x(polynomial, remainder);
        constants->slice[0][byte] = remainder;
    }
    for (int k = 1; k < 8; k++)
        for (uint32_t byte = 0; byte < 256; byte++) {
            uint32_t before = constants->slice[k - 1][byte];
            constants->slice[k][byte] = before >> 8 ^ constants->slice[0][before & 255];
        }
    constants->fold16 = fold_over(polynomial, 16);
    constants->fold32 = fold_over(polynomial, 32);
    constants->fold64 = fold_over(polynomial, 64);
    constants->fold128 = fold_over(polynomial, 128);
    constants->fold256 = fold_over(polynomial, 256);
    // The crc32 instruction that reduces the product multiplies by x^32, the reflected product by
    // another x.
    constants->short1 = assay_crc_power(polynomial, ASSAY_SHORT_STREAM * 8 - 33);
    constants->short2 = assay_crc_power(polynomial, ASSAY_SHORT_STREAM * 16 - 33);
    constants->long1 = assay_crc_power(polynomial, ASSAY_LONG_STREAM * 8 - 33);
    constants->long2 = assay_crc_power(polynomial, ASSAY_LONG_STREAM * 16 - 33);
}

// Ahead of the dispatcher, and of any other constructor that might want a checksum.
__attribute__((constructor(101))) static void prepare_all(void) {
    prepare(&assay_crc32c_constants, ASSAY_POLY_CRC32C);
    prepare(&assay_crc32_constants, ASSAY_POLY_CRC32);
}

static uint32_t bitwise(uint32_t polynomial, uint32_t crc, const uint8_t *bytes, size_t length) {
    uint32_t remainder = ~crc;
    while (length--) {
        remainder ^= *bytes++;
        for (int bit = 0; bit < 8; bit++) remainder = times_x(polynomial, remainder);
    }
    return ~remainder;
}

uint32_t assay_crc32c_bitwise(uint32_t crc, const void *bytes, size_t length) {
    return bitwise(ASSAY_POLY_CRC32C, crc, bytes, length);
}

uint32_t assay_crc32_bitwise(uint32_t crc, const void *bytes, size_t length) {
    return bitwise(ASSAY_POLY_CRC32, crc, bytes, length);
}

static uint64_t load_little_endian(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

uint32_t assay_crc_slice(
    const struct assay_crc_constants *constants, uint32_t remainder, const uint8_t *bytes,
    size_t length) {
    const uint32_t(*slice)[256] = constants->slice;
    for (; length >= 8; length -= 8, bytes += 8) {
        uint64_t word = load_little_endian(bytes) ^ remainder;
        remainder = slice[7][word & 255] ^ slice[6][word >> 8 & 255] ^
                    slice[5][word >> 16 & 255] ^ slice[4][word >> 24 & 255] ^
                    slice[3][word >> 32 & 255] ^ slice[2][word >> 40 & 255] ^
                    slice[1][word >> 48 & 255] ^ slice[0][word >> 56];
    }
    while (length--) remainder = remainder >> 8 ^ slice[0][(remainder ^ *bytes++) & 255];
    return remainder;
}

uint32_t assay_crc32c_portable(uint32_t crc, const void *bytes, size_t length) {
    return ~assay_crc_slice(&assay_crc32c_constants, ~crc, bytes, length);
}

uint32_t assay_crc32_portable(uint32_t crc, const void *bytes, size_t length) {
    return ~assay_crc_slice(&assay_crc32_constants, ~crc, bytes, length);
}
