// SPDX-License-Identifier: Apache-2.0
// libsnappy: raw snappy blocks; the xerial framing is ours.
#include <snappy-c.h>
