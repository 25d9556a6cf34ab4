// SPDX-License-Identifier: Apache-2.0
// libuv: event loop, timers, wake-ups between loops, worker pool, signals, name look-up.
// Beside it the two socket calls that the Glibc module map leaves out.
#include <uv.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

// accept(2): `accept4` stands behind _GNU_SOURCE, which a module map cannot set.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

// pthread_setname_np(3), hidden for the same reason.
extern int pthread_setname_np(pthread_t thread, const char *name);
