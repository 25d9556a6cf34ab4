// SPDX-License-Identifier: Apache-2.0
// The compression libraries called directly, in Kafka's framings. Trusts its input.
#include "assay_baseline.h"
#include <lz4.h>
#include <lz4hc.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { gzip = 1, snappy = 2, lz4 = 3, zstd = 4 };
enum { snappy_block = 32 * 1024, lz4_block = 64 * 1024 };

struct assay_baseline {
    z_stream deflater, inflater;
    int deflate_level;
    void *lz4_fast, *lz4_high;
    ZSTD_CCtx *zstd_compressor;
    ZSTD_DCtx *zstd_decompressor;
};

assay_baseline *assay_baseline_make(void) {
    assay_baseline *baseline = calloc(1, sizeof *baseline);
    if (!baseline) return 0;
    baseline->deflate_level = -1;
    baseline->lz4_fast = malloc((size_t)LZ4_sizeofState());
    baseline->lz4_high = malloc((size_t)LZ4_sizeofStateHC());
    baseline->zstd_compressor = ZSTD_createCCtx();
    baseline->zstd_decompressor = ZSTD_createDCtx();
    if (deflateInit2(&baseline->deflater, -1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK &&
        inflateInit2(&baseline->inflater, 31) == Z_OK && baseline->lz4_fast &&
        baseline->lz4_high && baseline->zstd_compressor && baseline->zstd_decompressor)
        return baseline;
    assay_baseline_free(baseline);
    return 0;
}

void assay_baseline_free(assay_baseline *baseline) {
    deflateEnd(&baseline->deflater);
    inflateEnd(&baseline->inflater);
    free(baseline->lz4_fast);
    free(baseline->lz4_high);
    ZSTD_freeCCtx(baseline->zstd_compressor);
    ZSTD_freeDCtx(baseline->zstd_decompressor);
    free(baseline);
}

static void put_big_endian(uint8_t *at, uint32_t value) {
    value = __builtin_bswap32(value);
    memcpy(at, &value, 4);
}

static uint32_t get_big_endian(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, 4);
    return __builtin_bswap32(value);
}

static size_t deflate_all(
    assay_baseline *baseline, int level, const void *input, size_t length, void *output,
    size_t room) {
    z_stream *stream = &baseline->deflater;
    if (level != baseline->deflate_level) {
        deflateEnd(stream);
        memset(stream, 0, sizeof *stream);
        if (deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
        baseline->deflate_level = level;
    }
    deflateReset(stream);
    stream->next_in = (Bytef *)input;
    stream->avail_in = (uInt)length;
    stream->next_out = output;
    stream->avail_out = (uInt)room;
    return deflate(stream, Z_FINISH) == Z_STREAM_END ? room - stream->avail_out : 0;
}

static size_t snap_all(const char *input, size_t length, uint8_t *output) {
    static const uint8_t header[16] = {0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0,
                                       0,    0,   0,   1,   0,   0,   0,   1};
    uint8_t *at = output;
    memcpy(at, header, sizeof header);
    at += sizeof header;
    for (size_t from = 0; from < length; from += snappy_block) {
        size_t block = length - from < snappy_block ? length - from : snappy_block;
        size_t written = snappy_max_compressed_length(block);
        if (snappy_compress(input + from, block, (char *)at + 4, &written) != SNAPPY_OK) return 0;
        put_big_endian(at, (uint32_t)written);
        at += 4 + written;
    }
    return (size_t)(at - output);
}

static size_t lz4_all(
    assay_baseline *baseline, int level, const char *input, size_t length, uint8_t *output) {
    static const uint8_t header[7] = {0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82};
    uint8_t *at = output;
    memcpy(at, header, sizeof header);
    at += sizeof header;
    for (size_t from = 0; from < length; from += lz4_block) {
        int block = (int)(length - from < lz4_block ? length - from : lz4_block);
        int bound = LZ4_compressBound(block);
        char *target = (char *)at + 4;
        int written;
        if (level == 9)
            written = LZ4_compress_fast_extState(
                baseline->lz4_fast, input + from, target, block, bound, 1);
        else
            written = LZ4_compress_HC_extStateHC(
                baseline->lz4_high, input + from, target, block, bound, level);
        uint32_t word = (uint32_t)written;
        if (written <= 0 || written >= block) {
            memcpy(target, input + from, (size_t)block);
            word = (uint32_t)block | 0x80000000u;
            written = block;
        }
        memcpy(at, &word, 4);
        at += 4 + written;
    }
    memset(at, 0, 4);
    return (size_t)(at + 4 - output);
}

size_t assay_baseline_compress(
    assay_baseline *baseline, int codec, int level, const void *input, size_t length,
    void *output, size_t room) {
    switch (codec) {
    case gzip: return deflate_all(baseline, level, input, length, output, room);
    case snappy: return snap_all(input, length, output);
    case lz4: return lz4_all(baseline, level, input, length, output);
    case zstd: {
        ZSTD_CCtx_setParameter(baseline->zstd_compressor, ZSTD_c_compressionLevel, level);
        size_t written = ZSTD_compress2(baseline->zstd_compressor, output, room, input, length);
        return ZSTD_isError(written) ? 0 : written;
    }
    default: return 0;
    }
}

static size_t inflate_all(
    z_stream *stream, const void *input, size_t length, void *output, size_t room) {
    inflateReset(stream);
    stream->next_in = (Bytef *)input;
    stream->avail_in = (uInt)length;
    stream->next_out = output;
    stream->avail_out = (uInt)room;
    return inflate(stream, Z_FINISH) == Z_STREAM_END ? room - stream->avail_out : 0;
}

static size_t unsnap_all(const uint8_t *input, size_t length, char *output, size_t room) {
    char *at = output;
    for (size_t from = 16; from < length;) {
        size_t block = get_big_endian(input + from);
        size_t written = room - (size_t)(at - output);
        const char *source = (const char *)input + from + 4;
        if (snappy_uncompress(source, block, at, &written) != SNAPPY_OK) return 0;
        at += written;
        from += 4 + block;
    }
    return (size_t)(at - output);
}

static size_t unlz4_all(const uint8_t *input, char *output, size_t room) {
    char *at = output;
    const uint8_t *from = input + 7;
    for (;;) {
        uint32_t word;
        memcpy(&word, from, 4);
        if (word == 0) return (size_t)(at - output);
        from += 4;
        int block = (int)(word & 0x7FFFFFFF);
        if (word & 0x80000000u) {
            memcpy(at, from, (size_t)block);
            at += block;
        } else {
            int left = (int)(room - (size_t)(at - output));
            int written = LZ4_decompress_safe((const char *)from, at, block, left);
            if (written < 0) return 0;
            at += written;
        }
        from += block;
    }
}

size_t assay_baseline_decompress(
    assay_baseline *baseline, int codec, const void *input, size_t length, void *output,
    size_t room) {
    switch (codec) {
    case gzip: return inflate_all(&baseline->inflater, input, length, output, room);
    case snappy: return unsnap_all(input, length, output, room);
    case lz4: return unlz4_all(input, output, room);
    case zstd: {
        size_t written =
            ZSTD_decompressDCtx(baseline->zstd_decompressor, output, room, input, length);
        return ZSTD_isError(written) ? 0 : written;
    }
    default: return 0;
    }
}
