// SPDX-License-Identifier: Apache-2.0
// libzstd: zstd frames.
#include <zstd.h>
#include <zstd_errors.h>
