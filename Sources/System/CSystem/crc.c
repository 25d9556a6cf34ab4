// SPDX-License-Identifier: Apache-2.0
#include "assay_crc.h"
static uint32_t bitwise(uint32_t poly, uint32_t crc, const uint8_t *p, size_t n) {
    crc = ~crc;
    while (n--) { crc ^= *p++; for (int i = 0; i < 8; i++) crc = crc & 1 ? crc >> 1 ^ poly : crc >> 1; }
    return ~crc;
}
uint32_t assay_crc32c(uint32_t crc, const void *bytes, size_t n) { return bitwise(0x82F63B78u, crc, bytes, n); }
uint32_t assay_crc32(uint32_t crc, const void *bytes, size_t n) { return bitwise(0xEDB88320u, crc, bytes, n); }
