// libuv: event loop, timers, wake-ups between loops, worker pool, signals, child processes.
#include <uv.h>
