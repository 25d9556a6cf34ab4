// SPDX-License-Identifier: Apache-2.0
// Exact numbers of Swift objects allocated and references retained, through the function pointers
// that the Swift runtime has for its own instruments.
#ifndef ASSAY_COUNTING_H
#define ASSAY_COUNTING_H

#include <stdbool.h>
#include <stdint.h>

struct assay_object_counts {
    uint64_t allocations, retains;
};

// Counts from here on what this thread does; false when this runtime cannot.
bool assay_counting_begin(void);
// Ends the counting, on the thread that began it.
struct assay_object_counts assay_counting_end(void);

#endif
