// libzstd: zstd frames.
#include <zstd.h>
