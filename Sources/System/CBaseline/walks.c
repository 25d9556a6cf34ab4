// SPDX-License-Identifier: Apache-2.0
// Walks over Kafka's bytes as tight as C makes them, with the same bounds checks as the Swift.
#include "assay_baseline.h"
#include <string.h>

struct cursor {
    const uint8_t *at, *end;
};

static inline size_t left(const struct cursor *cursor) {
    return (size_t)(cursor->end - cursor->at);
}

static inline uint32_t varint(struct cursor *cursor) {
    uint32_t value = 0;
    for (int shift = 0; shift < 35 && cursor->at < cursor->end; shift += 7) {
        uint8_t byte = *cursor->at++;
        value |= (uint32_t)(byte & 127) << shift;
        if (byte < 128) break;
    }
    return value;
}

static inline uint64_t varlong(struct cursor *cursor) {
    uint64_t value = 0;
    for (int shift = 0; shift < 70 && cursor->at < cursor->end; shift += 7) {
        uint8_t byte = *cursor->at++;
        value |= (uint64_t)(byte & 127) << (shift & 63);
        if (byte < 128) break;
    }
    return value;
}

static inline int32_t zigzag(struct cursor *cursor) {
    uint32_t value = varint(cursor);
    return (int32_t)(value >> 1) ^ -(int32_t)(value & 1);
}

static inline void skip(struct cursor *cursor, size_t count) {
    cursor->at += count < left(cursor) ? count : left(cursor);
}

uint64_t assay_baseline_sum_varints(const void *bytes, size_t length) {
    struct cursor cursor = {bytes, (const uint8_t *)bytes + length};
    uint64_t sum = 0;
    while (cursor.at < cursor.end) sum += varint(&cursor);
    return sum;
}

size_t assay_baseline_write_varints(void *output, const uint32_t *values, size_t count) {
    uint8_t *at = output;
    for (size_t i = 0; i < count; i++) {
        uint32_t value = values[i];
        while (value >= 128) {
            *at++ = (uint8_t)(value | 128);
            value >>= 7;
        }
        *at++ = (uint8_t)value;
    }
    return (size_t)(at - (uint8_t *)output);
}

uint64_t assay_baseline_walk_records(const void *payload, size_t length) {
    struct cursor cursor = {payload, (const uint8_t *)payload + length};
    uint64_t sum = 0;
    while (cursor.at < cursor.end) {
        int32_t size = zigzag(&cursor);
        if (size < 0 || (size_t)size > left(&cursor)) break;
        struct cursor body = {cursor.at, cursor.at + size};
        skip(&body, 1);
        sum += varlong(&body);
        sum += varint(&body);
        int32_t key = zigzag(&body);
        if (key > 0) skip(&body, (size_t)key);
        int32_t value = zigzag(&body);
        if (value > 0) {
            skip(&body, (size_t)value);
            sum += (uint64_t)value;
        }
        int32_t headers = zigzag(&body);
        for (int32_t i = 0; i < headers; i++) {
            skip(&body, (size_t)zigzag(&body));
            int32_t header = zigzag(&body);
            if (header > 0) skip(&body, (size_t)header);
        }
        if (body.at != body.end) break;
        cursor.at = body.end;
    }
    return sum;
}

static inline void skip_compact(struct cursor *cursor) {
    uint32_t length = varint(cursor);
    if (length > 1) skip(cursor, length - 1);
}

static inline void skip_tags(struct cursor *cursor) {
    uint32_t count = varint(cursor);
    for (uint32_t i = 0; i < count && cursor->at < cursor->end; i++) {
        varint(cursor);
        skip(cursor, varint(cursor));
    }
}

static inline uint32_t compact_count(struct cursor *cursor) {
    uint32_t count = varint(cursor);
    return count ? count - 1 : 0;
}

static inline uint64_t skip_records(struct cursor *cursor) {
    uint32_t length = compact_count(cursor);
    skip(cursor, length);
    return length;
}

uint64_t assay_baseline_walk_produce(const void *body, size_t length) {
    struct cursor cursor = {body, (const uint8_t *)body + length};
    uint64_t sum = 0;
    skip_compact(&cursor);
    skip(&cursor, 6);
    for (uint32_t topics = compact_count(&cursor); topics > 0; topics--) {
        skip_compact(&cursor);
        for (uint32_t partitions = compact_count(&cursor); partitions > 0; partitions--) {
            skip(&cursor, 4);
            sum += skip_records(&cursor);
            skip_tags(&cursor);
        }
        skip_tags(&cursor);
    }
    skip_tags(&cursor);
    return sum;
}

uint64_t assay_baseline_walk_fetch(const void *body, size_t length) {
    struct cursor cursor = {body, (const uint8_t *)body + length};
    uint64_t sum = 0;
    skip(&cursor, 10);
    for (uint32_t topics = compact_count(&cursor); topics > 0; topics--) {
        skip_compact(&cursor);
        for (uint32_t partitions = compact_count(&cursor); partitions > 0; partitions--) {
            skip(&cursor, 30);
            for (uint32_t aborted = compact_count(&cursor); aborted > 0; aborted--) {
                skip(&cursor, 16);
                skip_tags(&cursor);
            }
            skip(&cursor, 4);
            sum += skip_records(&cursor);
            skip_tags(&cursor);
        }
        skip_tags(&cursor);
    }
    skip_tags(&cursor);
    return sum;
}
