// SPDX-License-Identifier: Apache-2.0

#include "allocation.h"

#include <malloc.h>

// The C library's own, under the names by which it lets them be replaced (malloc(3), glibc manual
// "Replacing malloc").
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

static __thread int counting;
static __thread long live;
static __thread long peak;

static void add(void *block) {
    if (!counting || block == NULL) return;
    live += (long)malloc_usable_size(block);
    if (live > peak) peak = live;
}

static void subtract(void *block) {
    if (!counting || block == NULL) return;
    live -= (long)malloc_usable_size(block);
}

void *malloc(size_t bytes) {
    void *block = __libc_malloc(bytes);
    add(block);
    return block;
}

void *calloc(size_t count, size_t bytes) {
    void *block = __libc_calloc(count, bytes);
    add(block);
    return block;
}

void *realloc(void *old, size_t bytes) {
    subtract(old);
    void *block = __libc_realloc(old, bytes);
    add(block != NULL || bytes == 0 ? block : old);
    return block;
}

void free(void *block) {
    subtract(block);
    __libc_free(block);
}

void assay_allocation_begin(void) {
    live = 0;
    peak = 0;
    counting = 1;
}

size_t assay_allocation_end(void) {
    counting = 0;
    return peak > 0 ? (size_t)peak : 0;
}
