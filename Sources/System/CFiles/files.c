// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "assay_files.h"

#include <errno.h>
#include <fcntl.h>

void assay_files_reserve(int file, int64_t position, int64_t count) {
    int before = errno;
    (void)fallocate(file, FALLOC_FL_KEEP_SIZE, position, count);
    errno = before;
}
