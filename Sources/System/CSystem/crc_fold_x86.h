// SPDX-License-Identifier: Apache-2.0
// Folding by carry-less multiplication (Intel, "Fast CRC Computation for Generic Polynomials Using
// PCLMULQDQ", 2009) for one vector width. Included once per width with
//   NAME    suffix of the functions
//   TARGET  their instruction sets
//   VECTOR, LOAD(p), XOR3(a, b, c), MULTIPLY(a, k, selector), BROADCAST(x)
//   NEAR, FAR  the constants that fold over one vector and over four
// and defines fold_NAME, which reduces as many whole vectors as there are, at least four, to 128
// bits that have the same remainder.

#define FOLD_GLUE(a, b) a##b
#define FOLD_NAME(a, b) FOLD_GLUE(a, b)

__attribute__((target(TARGET), always_inline)) static inline VECTOR FOLD_NAME(carry_, NAME)(
    VECTOR lane, VECTOR multiplier, VECTOR next) {
    return XOR3(MULTIPLY(lane, multiplier, 0x00), MULTIPLY(lane, multiplier, 0x11), next);
}

__attribute__((target(TARGET), always_inline)) static inline __m128i FOLD_NAME(fold_, NAME)(
    const struct assay_crc_constants *constants, uint32_t remainder, const uint8_t **position,
    size_t *left) {
    const uint8_t *bytes = *position;
    size_t length = *left;
    const VECTOR far = BROADCAST(_mm_loadu_si128((const __m128i *)&constants->FAR));
    VECTOR a = FIRST(bytes, remainder);
    VECTOR b = LOAD(bytes + sizeof(VECTOR));
    VECTOR c = LOAD(bytes + 2 * sizeof(VECTOR));
    VECTOR d = LOAD(bytes + 3 * sizeof(VECTOR));
    bytes += 4 * sizeof(VECTOR);
    length -= 4 * sizeof(VECTOR);
    while (length >= 4 * sizeof(VECTOR)) {
        // From memory the loads are the limit: asking two KiB ahead is worth a quarter there and
        // costs nothing in cache. A prefetch past the end is no access.
        for (size_t line = 0; line < 4 * sizeof(VECTOR); line += 64)
            _mm_prefetch((const char *)bytes + 2048 + line, _MM_HINT_T0);
        a = FOLD_NAME(carry_, NAME)(a, far, LOAD(bytes));
        b = FOLD_NAME(carry_, NAME)(b, far, LOAD(bytes + sizeof(VECTOR)));
        c = FOLD_NAME(carry_, NAME)(c, far, LOAD(bytes + 2 * sizeof(VECTOR)));
        d = FOLD_NAME(carry_, NAME)(d, far, LOAD(bytes + 3 * sizeof(VECTOR)));
        bytes += 4 * sizeof(VECTOR);
        length -= 4 * sizeof(VECTOR);
    }
    const VECTOR near = BROADCAST(_mm_loadu_si128((const __m128i *)&constants->NEAR));
    b = FOLD_NAME(carry_, NAME)(a, near, b);
    c = FOLD_NAME(carry_, NAME)(b, near, c);
    d = FOLD_NAME(carry_, NAME)(c, near, d);
    while (length >= sizeof(VECTOR)) {
        d = FOLD_NAME(carry_, NAME)(d, near, LOAD(bytes));
        bytes += sizeof(VECTOR);
        length -= sizeof(VECTOR);
    }
    *position = bytes;
    *left = length;
    return NARROW(d, constants);
}

#undef FOLD_GLUE
#undef FOLD_NAME
#undef NAME
#undef TARGET
#undef VECTOR
#undef LOAD
#undef FIRST
#undef XOR3
#undef MULTIPLY
#undef BROADCAST
#undef NARROW
#undef NEAR
#undef FAR
