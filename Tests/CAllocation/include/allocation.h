// SPDX-License-Identifier: Apache-2.0
#ifndef ASSAY_ALLOCATION_H
#define ASSAY_ALLOCATION_H

// Counts what the calling thread allocates through malloc, calloc and realloc, for tests that bound
// the memory a decoder takes. The functions of the C library stay in charge: these stand before
// them in the test binary alone.

#include <stddef.h>

// Begins to count from zero on this thread.
void assay_allocation_begin(void);

// Ends counting; the most bytes that were in use at once since the beginning.
size_t assay_allocation_end(void);

#endif
