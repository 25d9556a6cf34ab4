// SPDX-License-Identifier: Apache-2.0
#include "assay_counting.h"

#include <stddef.h>

// A hook may be called with either convention, and this one spoils nothing that the other keeps.
#if __has_attribute(preserve_most)
#define HOOK __attribute__((preserve_most))
#else
#define HOOK
#endif

// Weak: another release of the runtime may lack them.
__attribute__((weak)) extern void *(*_swift_allocObject)(const void *, size_t, size_t);
__attribute__((weak)) extern void *(*_swift_retain)(void *);
__attribute__((weak)) extern void *(*_swift_retain_n)(void *, uint32_t);
__attribute__((weak)) extern bool
    _swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly;

static void *(*real_alloc)(const void *, size_t, size_t);
static void *(*real_retain)(void *);
static void *(*real_retain_n)(void *, uint32_t);
// The hooks are the process's, what is counted is one thread's: others allocate when they like.
static _Thread_local bool counts_here;
static _Thread_local uint64_t allocations, retains;

static void *count_alloc(const void *metadata, size_t size, size_t mask) {
    if (counts_here) allocations += 1;
    return real_alloc(metadata, size, mask);
}

HOOK static void *count_retain(void *object) {
    if (counts_here) retains += 1;
    return real_retain(object);
}

HOOK static void *count_retain_n(void *object, uint32_t count) {
    if (counts_here) retains += count;
    return real_retain_n(object, count);
}

bool assay_counting_begin(void) {
    if (!&_swift_allocObject || !&_swift_retain || !&_swift_retain_n ||
        !&_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly)
        return false;
    if (!real_alloc) {
        real_alloc = _swift_allocObject;
        real_retain = _swift_retain;
        real_retain_n = _swift_retain_n;
    }
    allocations = 0;
    retains = 0;
    counts_here = true;
    _swift_allocObject = count_alloc;
    _swift_retain = (void *(*)(void *))count_retain;
    _swift_retain_n = (void *(*)(void *, uint32_t))count_retain_n;
    _swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly = true;
    return true;
}

struct assay_object_counts assay_counting_end(void) {
    counts_here = false;
    _swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly = false;
    _swift_allocObject = real_alloc;
    _swift_retain = real_retain;
    _swift_retain_n = real_retain_n;
    struct assay_object_counts counts = {allocations, retains};
    return counts;
}
