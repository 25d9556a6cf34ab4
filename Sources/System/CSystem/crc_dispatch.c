// SPDX-License-Identifier: Apache-2.0
// Chooses the kernels for this CPU when the program is loaded.
#include "crc_internal.h"
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

struct kernel {
    const char *name;
    assay_crc_kernel run;
    int (*available)(void);
};

static int always(void) { return 1; }

#if defined(__x86_64__)
static int has_sse42(void) { return __builtin_cpu_supports("sse4.2") != 0; }
static int has_clmul(void) { return has_sse42() && __builtin_cpu_supports("pclmul"); }
static int has_vclmul(void) {
    return has_clmul() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("vpclmulqdq");
}
static int has_vclmul512(void) {
    return has_vclmul() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
}

static const struct kernel crc32c_kernels[] = {
    {"bitwise", assay_crc32c_bitwise, always},
    {"slicing-by-8", assay_crc32c_portable, always},
    {"sse4.2", assay_crc32c_sse42, has_sse42},
    {"sse4.2-three-way", assay_crc32c_three_way, has_clmul},
    {"pclmulqdq", assay_crc32c_fold128, has_clmul},
    {"vpclmulqdq-avx2", assay_crc32c_fold256, has_vclmul},
    {"vpclmulqdq-avx512", assay_crc32c_fold512, has_vclmul512},
};
static const struct kernel crc32_kernels[] = {
    {"bitwise", assay_crc32_bitwise, always},
    {"slicing-by-8", assay_crc32_portable, always},
    {"pclmulqdq", assay_crc32_fold128, has_clmul},
    {"vpclmulqdq-avx2", assay_crc32_fold256, has_vclmul},
    {"vpclmulqdq-avx512", assay_crc32_fold512, has_vclmul512},
};
#elif defined(__aarch64__)
static int has_crc(void) {
#if defined(__linux__)
    return (getauxval(AT_HWCAP) & (1UL << 7)) != 0;  // HWCAP_CRC32
#else
    return 1;
#endif
}

static const struct kernel crc32c_kernels[] = {
    {"bitwise", assay_crc32c_bitwise, always},
    {"slicing-by-8", assay_crc32c_portable, always},
    {"armv8-crc", assay_crc32c_armv8, has_crc},
};
static const struct kernel crc32_kernels[] = {
    {"bitwise", assay_crc32_bitwise, always},
    {"slicing-by-8", assay_crc32_portable, always},
    {"armv8-crc", assay_crc32_armv8, has_crc},
};
#else
static const struct kernel crc32c_kernels[] = {
    {"bitwise", assay_crc32c_bitwise, always},
    {"slicing-by-8", assay_crc32c_portable, always},
};
static const struct kernel crc32_kernels[] = {
    {"bitwise", assay_crc32_bitwise, always},
    {"slicing-by-8", assay_crc32_portable, always},
};
#endif

enum {
    crc32c_count = sizeof crc32c_kernels / sizeof crc32c_kernels[0],
    crc32_count = sizeof crc32_kernels / sizeof crc32_kernels[0],
};

static assay_crc_kernel pick(const struct kernel *kernels, int count, int index) {
    if (index < 0 || index >= count || !kernels[index].available()) return 0;
    return kernels[index].run;
}

int assay_crc32c_kernel_count(void) { return crc32c_count; }
int assay_crc32_kernel_count(void) { return crc32_count; }

const char *assay_crc32c_kernel_name(int index) {
    return index >= 0 && index < crc32c_count ? crc32c_kernels[index].name : 0;
}

const char *assay_crc32_kernel_name(int index) {
    return index >= 0 && index < crc32_count ? crc32_kernels[index].name : 0;
}

assay_crc_kernel assay_crc32c_kernel(int index) {
    return pick(crc32c_kernels, crc32c_count, index);
}

assay_crc_kernel assay_crc32_kernel(int index) {
    return pick(crc32_kernels, crc32_count, index);
}

// The wider a kernel, the more its start-up costs: from which length on each is worth it.
static struct choice {
    assay_crc_kernel small, middle, large;
    size_t middle_from, large_from;
} crc32c = {assay_crc32c_portable, assay_crc32c_portable, assay_crc32c_portable, 0, 0},
  crc32 = {assay_crc32_portable, assay_crc32_portable, assay_crc32_portable, 0, 0};

static void choose_large(struct choice *choice, assay_crc_kernel kernel, size_t from) {
    choice->middle = choice->large;
    choice->middle_from = choice->large_from;
    choice->large = kernel;
    choice->large_from = from;
}

__attribute__((constructor(102))) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (has_sse42()) crc32c.small = crc32c.large = assay_crc32c_sse42;
    if (has_clmul()) {
        choose_large(&crc32c, assay_crc32c_three_way, 768);
        choose_large(&crc32, assay_crc32_fold128, 64);
    }
    if (has_vclmul()) {
        choose_large(&crc32c, assay_crc32c_fold256, 256);
        choose_large(&crc32, assay_crc32_fold256, 64);
    }
    if (has_vclmul512()) {
        choose_large(&crc32c, assay_crc32c_fold512, 512);
        choose_large(&crc32, assay_crc32_fold512, 512);
    }
#elif defined(__aarch64__)
    if (has_crc()) {
        crc32c.small = crc32c.large = assay_crc32c_armv8;
        crc32.small = crc32.large = assay_crc32_armv8;
    }
#endif
}

static inline uint32_t run(
    const struct choice *choice, uint32_t crc, const void *bytes, size_t length) {
    if (length >= choice->large_from) return choice->large(crc, bytes, length);
    if (length >= choice->middle_from) return choice->middle(crc, bytes, length);
    return choice->small(crc, bytes, length);
}

uint32_t assay_crc32c(uint32_t crc, const void *bytes, size_t length) {
    return run(&crc32c, crc, bytes, length);
}

uint32_t assay_crc32(uint32_t crc, const void *bytes, size_t length) {
    return run(&crc32, crc, bytes, length);
}
