// libsnappy: raw snappy blocks; the xerial framing is ours.
#include <snappy-c.h>
