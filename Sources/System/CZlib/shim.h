// SPDX-License-Identifier: Apache-2.0
// zlib: gzip streams.
#include <zlib.h>
