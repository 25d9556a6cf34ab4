// SPDX-License-Identifier: Apache-2.0
// Kernels for x86-64. Each function names the instruction sets it needs, so no build flag is
// wanted; the dispatcher asks the CPU before it calls one.
#include "crc_internal.h"
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define SSE42 "sse4.2"
#define CLMUL "sse4.2,pclmul"

static inline uint64_t load64(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

__attribute__((target(SSE42), always_inline)) static inline uint32_t one_stream(
    uint32_t remainder, const uint8_t *bytes, size_t length) {
    uint64_t wide = remainder;
    for (; length >= 8; length -= 8, bytes += 8) wide = _mm_crc32_u64(wide, load64(bytes));
    remainder = (uint32_t)wide;
    if (length & 4) {
        uint32_t word;
        memcpy(&word, bytes, 4);
        remainder = _mm_crc32_u32(remainder, word);
        bytes += 4;
    }
    if (length & 2) {
        uint16_t word;
        memcpy(&word, bytes, 2);
        remainder = _mm_crc32_u16(remainder, word);
        bytes += 2;
    }
    return length & 1 ? _mm_crc32_u8(remainder, *bytes) : remainder;
}

__attribute__((target(SSE42))) uint32_t assay_crc32c_sse42(
    uint32_t crc, const void *bytes, size_t length) {
    return ~one_stream(~crc, bytes, length);
}

// The instruction takes three cycles and starts every cycle: three streams keep it busy. `over1`
// and `over2` carry the first two remainders over one and two streams.
__attribute__((target(CLMUL), always_inline)) static inline uint32_t three_streams(
    uint32_t remainder, const uint8_t *bytes, size_t stream, uint64_t over1, uint64_t over2) {
    uint64_t a = remainder, b = 0, c = 0;
    for (size_t i = 0; i < stream; i += 8) {
        a = _mm_crc32_u64(a, load64(bytes + i));
        b = _mm_crc32_u64(b, load64(bytes + stream + i));
        c = _mm_crc32_u64(c, load64(bytes + 2 * stream + i));
    }
    __m128i first = _mm_clmulepi64_si128(
        _mm_cvtsi64_si128((int64_t)a), _mm_cvtsi64_si128((int64_t)over2), 0);
    __m128i second = _mm_clmulepi64_si128(
        _mm_cvtsi64_si128((int64_t)b), _mm_cvtsi64_si128((int64_t)over1), 0);
    uint64_t carried = (uint64_t)_mm_cvtsi128_si64(_mm_xor_si128(first, second));
    return (uint32_t)(_mm_crc32_u64(0, carried) ^ c);
}

__attribute__((target(CLMUL))) uint32_t assay_crc32c_three_way(
    uint32_t crc, const void *start, size_t length) {
    const struct assay_crc_constants *constants = &assay_crc32c_constants;
    const uint8_t *bytes = start;
    uint32_t remainder = ~crc;
    for (; length >= 3 * ASSAY_LONG_STREAM; length -= 3 * ASSAY_LONG_STREAM) {
        remainder = three_streams(
            remainder, bytes, ASSAY_LONG_STREAM, constants->long1, constants->long2);
        bytes += 3 * ASSAY_LONG_STREAM;
    }
    for (; length >= 3 * ASSAY_SHORT_STREAM; length -= 3 * ASSAY_SHORT_STREAM) {
        remainder = three_streams(
            remainder, bytes, ASSAY_SHORT_STREAM, constants->short1, constants->short2);
        bytes += 3 * ASSAY_SHORT_STREAM;
    }
    return ~one_stream(remainder, bytes, length);
}

// Folding, 16, 32 and 64 bytes wide.

__attribute__((target(CLMUL), always_inline)) static inline __m128i carry16(
    __m128i lane, __m128i multiplier, __m128i next) {
    __m128i low = _mm_clmulepi64_si128(lane, multiplier, 0x00);
    __m128i high = _mm_clmulepi64_si128(lane, multiplier, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target(CLMUL), always_inline)) static inline __m128i over16(
    const struct assay_crc_constants *constants) {
    return _mm_loadu_si128((const __m128i *)&constants->fold16);
}

__attribute__((target("avx2,vpclmulqdq,pclmul,sse4.2"), always_inline)) static inline __m128i
narrow256(__m256i wide, const struct assay_crc_constants *constants) {
    return carry16(
        _mm256_castsi256_si128(wide), over16(constants), _mm256_extracti128_si256(wide, 1));
}

__attribute__((target("avx512f,avx512vl,avx2,vpclmulqdq,pclmul,sse4.2"), always_inline))
static inline __m128i narrow512(__m512i wide, const struct assay_crc_constants *constants) {
    __m128i over = over16(constants);
    __m128i lane = _mm512_castsi512_si128(wide);
    lane = carry16(lane, over, _mm512_extracti32x4_epi32(wide, 1));
    lane = carry16(lane, over, _mm512_extracti32x4_epi32(wide, 2));
    return carry16(lane, over, _mm512_extracti32x4_epi32(wide, 3));
}

#define NAME 128
#define TARGET CLMUL
#define VECTOR __m128i
#define LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define FIRST(p, r) _mm_xor_si128(LOAD(p), _mm_cvtsi32_si128((int)(r)))
#define XOR3(a, b, c) _mm_xor_si128(_mm_xor_si128(a, b), c)
#define MULTIPLY _mm_clmulepi64_si128
#define BROADCAST(x) (x)
#define NARROW(v, constants) (v)
#define NEAR fold16
#define FAR fold64
#include "crc_fold_x86.h"

#define NAME 256
#define TARGET "avx2,vpclmulqdq,pclmul,sse4.2"
#define VECTOR __m256i
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define FIRST(p, r)                                                                              \
    _mm256_xor_si256(LOAD(p), _mm256_zextsi128_si256(_mm_cvtsi32_si128((int)(r))))
#define XOR3(a, b, c) _mm256_xor_si256(_mm256_xor_si256(a, b), c)
#define MULTIPLY _mm256_clmulepi64_epi128
#define BROADCAST _mm256_broadcastsi128_si256
#define NARROW narrow256
#define NEAR fold32
#define FAR fold128
#include "crc_fold_x86.h"

#define NAME 512
#define TARGET "avx512f,avx512vl,avx2,vpclmulqdq,pclmul,sse4.2"
#define VECTOR __m512i
#define LOAD(p) _mm512_loadu_si512((const void *)(p))
#define FIRST(p, r)                                                                              \
    _mm512_xor_si512(LOAD(p), _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)(r))))
#define XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define MULTIPLY _mm512_clmulepi64_epi128
#define BROADCAST _mm512_broadcast_i32x4
#define NARROW narrow512
#define NEAR fold64
#define FAR fold256
#include "crc_fold_x86.h"

// The last 128 bits and what is left: by the crc32 instruction, or by table where the polynomial
// has no instruction.
__attribute__((target(CLMUL), always_inline)) static inline uint32_t finish_crc32c(
    __m128i lane, const uint8_t *bytes, size_t length) {
    for (; length >= 16; length -= 16, bytes += 16)
        lane = carry16(
            lane, over16(&assay_crc32c_constants), _mm_loadu_si128((const __m128i *)bytes));
    uint64_t remainder = _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(lane));
    remainder = _mm_crc32_u64(remainder, (uint64_t)_mm_extract_epi64(lane, 1));
    return ~one_stream((uint32_t)remainder, bytes, length);
}

__attribute__((target(CLMUL), always_inline)) static inline uint32_t finish_crc32(
    __m128i lane, const uint8_t *bytes, size_t length) {
    const struct assay_crc_constants *constants = &assay_crc32_constants;
    for (; length >= 16; length -= 16, bytes += 16)
        lane = carry16(lane, over16(constants), _mm_loadu_si128((const __m128i *)bytes));
    uint8_t last[16];
    _mm_storeu_si128((__m128i *)last, lane);
    uint32_t remainder = assay_crc_slice(constants, 0, last, sizeof last);
    return ~assay_crc_slice(constants, remainder, bytes, length);
}

// Defines one kernel; below four vectors it leaves the work to `SHORT`.
#define KERNEL(POLYNOMIAL, WIDTH, TARGET, SHORT)                                                 \
    __attribute__((target(TARGET))) uint32_t assay_##POLYNOMIAL##_fold##WIDTH(                   \
        uint32_t crc, const void *start, size_t length) {                                        \
        if (length < WIDTH / 2) return SHORT(crc, start, length);                                \
        const uint8_t *bytes = start;                                                            \
        __m128i lane =                                                                           \
            fold_##WIDTH(&assay_##POLYNOMIAL##_constants, ~crc, &bytes, &length);                \
        return finish_##POLYNOMIAL(lane, bytes, length);                                         \
    }

KERNEL(crc32c, 128, CLMUL, assay_crc32c_sse42)
KERNEL(crc32c, 256, "avx2,vpclmulqdq,pclmul,sse4.2", assay_crc32c_sse42)
KERNEL(crc32c, 512, "avx512f,avx512vl,avx2,vpclmulqdq,pclmul,sse4.2", assay_crc32c_sse42)
KERNEL(crc32, 128, CLMUL, assay_crc32_portable)
KERNEL(crc32, 256, "avx2,vpclmulqdq,pclmul,sse4.2", assay_crc32_fold128)
KERNEL(crc32, 512, "avx512f,avx512vl,avx2,vpclmulqdq,pclmul,sse4.2", assay_crc32_fold128)
#endif
