// SPDX-License-Identifier: Apache-2.0
// Scheduling classes that glibc has no function for.
#ifndef ASSAY_PRIORITY_H
#define ASSAY_PRIORITY_H

/// Lets this thread read and write only while nobody else wants the disk (ioprio_set(2), the idle
/// class). 0, or the error number.
int assay_yield_disk(void);
#endif
