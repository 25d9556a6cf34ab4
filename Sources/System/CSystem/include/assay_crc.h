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
#endif
