// SPDX-License-Identifier: Apache-2.0
// The yardstick: plain C that does what Assay's Swift does, on the same bytes and the same
// libraries, and nothing else. Imported by the benchmarks only.
#ifndef ASSAY_BASELINE_H
#define ASSAY_BASELINE_H
#include <stddef.h>
#include <stdint.h>

/// Contexts of the libraries, reused over all calls.
typedef struct assay_baseline assay_baseline;

/// NULL when there is no memory.
assay_baseline *assay_baseline_make(void);
void assay_baseline_free(assay_baseline *baseline);

/// Compresses as Kafka frames it; the codec is Kafka's number. Bytes written, 0 for a failure.
size_t assay_baseline_compress(
    assay_baseline *baseline, int codec, int level, const void *input, size_t length,
    void *output, size_t room);

/// Decompresses into `room` bytes that suffice. Bytes written, 0 for a failure.
size_t assay_baseline_decompress(
    assay_baseline *baseline, int codec, const void *input, size_t length, void *output,
    size_t room);

/// Reads all bytes, eight at a time: what memory gives.
uint64_t assay_baseline_read(const void *bytes, size_t length);

/// memcpy.
void assay_baseline_copy(void *target, const void *source, size_t length);

/// Gives memory that is free in this process back to the system, so that what is taken next shows.
void assay_baseline_trim(void);

/// Unsigned LEB128 numbers, one after another: their sum, and `values` written as such.
uint64_t assay_baseline_sum_varints(const void *bytes, size_t length);
size_t assay_baseline_write_varints(void *output, const uint32_t *values, size_t count);

/// Walks the records of an uncompressed batch's payload; the sum of their value lengths.
uint64_t assay_baseline_walk_records(const void *payload, size_t length);

/// Walks the body of a Produce request 9; the sum of its record lengths.
uint64_t assay_baseline_walk_produce(const void *body, size_t length);

/// Walks the body of a Fetch response 12; the sum of its record lengths.
uint64_t assay_baseline_walk_fetch(const void *body, size_t length);

/// A thread that answers every length-prefixed request on a loopback port with a length and the
/// first `count` bytes of `file`, by sendfile. NULL when it cannot.
typedef struct assay_baseline_server assay_baseline_server;
assay_baseline_server *assay_baseline_serve(int file, size_t count);
/// A thread that writes the length-prefixed requests that come to a loopback port into `file`, from
/// its beginning for every client, and answers each with 64 zeros. NULL when it cannot.
assay_baseline_server *assay_baseline_keep(int file);
uint16_t assay_baseline_server_port(const assay_baseline_server *server);
/// Processor time of the thread.
uint64_t assay_baseline_server_nanos(const assay_baseline_server *server);
/// Waits for its client to leave.
void assay_baseline_server_stop(assay_baseline_server *server);

/// Sends `request`, its length included, again and again over a connection of its own to a port of
/// this machine and throws the answers away, through `room` bytes, until they are `least` bytes;
/// how many they were, 0 when the connection broke or an answer held nothing.
uint64_t assay_baseline_drain(
    uint16_t port, const void *request, size_t length, uint64_t least, size_t room);

/// Sends `request`, its length included, again and again over a connection of its own to a port of
/// this machine, `in_flight` ahead of the answers, which are thrown away, until `least` bytes have
/// left and all are answered; how many left, 0 when the connection broke.
uint64_t assay_baseline_pump(
    uint16_t port, const void *request, size_t length, uint64_t least, size_t in_flight);
#endif
