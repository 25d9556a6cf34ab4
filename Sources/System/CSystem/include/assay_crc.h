// SPDX-License-Identifier: Apache-2.0
// CRC-32C (Castagnoli) and CRC-32 (IEEE), the fastest kernel of this CPU chosen at load time.
#ifndef ASSAY_CRC_H
#define ASSAY_CRC_H
#include <stddef.h>
#include <stdint.h>

/// CRC-32C of `length` bytes, continuing from `crc` (0 to begin).
uint32_t assay_crc32c(uint32_t crc, const void *bytes, size_t length);

/// CRC-32 (IEEE 802.3) of `length` bytes, continuing from `crc` (0 to begin).
uint32_t assay_crc32(uint32_t crc, const void *bytes, size_t length);

/// One way of computing a checksum.
typedef uint32_t (*assay_crc_kernel)(uint32_t crc, const void *bytes, size_t length);

/// How many kernels of CRC-32C were compiled in; number 0 is the bitwise reference.
int assay_crc32c_kernel_count(void);
/// The kernel's name, for tables and tests.
const char *assay_crc32c_kernel_name(int index);
/// The kernel itself; NULL where this CPU lacks the instructions.
assay_crc_kernel assay_crc32c_kernel(int index);

/// How many kernels of CRC-32 were compiled in; number 0 is the bitwise reference.
int assay_crc32_kernel_count(void);
/// The kernel's name, for tables and tests.
const char *assay_crc32_kernel_name(int index);
/// The kernel itself; NULL where this CPU lacks the instructions.
assay_crc_kernel assay_crc32_kernel(int index);
#endif
