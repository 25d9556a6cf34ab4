// SPDX-License-Identifier: Apache-2.0
// What Linux can do with files and the Glibc module hides.
#ifndef ASSAY_FILES_H
#define ASSAY_FILES_H

#include <stdint.h>

// Has the file system set blocks aside for `count` bytes from `position`, without changing what the
// file holds or says of its size. Not every file system can; nothing depends on it.
void assay_files_reserve(int file, int64_t position, int64_t count);

#endif
