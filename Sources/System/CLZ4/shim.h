// SPDX-License-Identifier: Apache-2.0
// liblz4: LZ4 frames and blocks.
#include <lz4frame.h>
#include <lz4.h>
#include <lz4hc.h>
