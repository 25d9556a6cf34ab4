// SPDX-License-Identifier: Apache-2.0
// What a fetch costs when nothing is done but what it takes: a thread that sends runs of a file,
// and a client that asks and throws away what comes.
#include "assay_baseline.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct assay_baseline_server {
    int listener, file;
    size_t count;
    uint16_t port;
    pthread_t thread;
    clockid_t clock;
};

static int read_all(int socket, void *target, size_t count) {
    char *at = target;
    while (count > 0) {
        ssize_t got = recv(socket, at, count, 0);
        if (got <= 0) return 0;
        at += got;
        count -= (size_t)got;
    }
    return 1;
}

static int send_run(int socket, const struct assay_baseline_server *server) {
    uint32_t size = htonl((uint32_t)server->count);
    if (send(socket, &size, 4, MSG_MORE | MSG_NOSIGNAL) != 4) return 0;
    off_t position = 0;
    size_t left = server->count;
    while (left > 0) {
        ssize_t sent = sendfile(socket, server->file, &position, left);
        if (sent <= 0) return 0;
        left -= (size_t)sent;
    }
    return 1;
}

// Serves one client after the other, until the listener is shut down.
static void *serve(void *context) {
    const struct assay_baseline_server *server = context;
    char request[4096];
    for (;;) {
        int socket = accept(server->listener, NULL, NULL);
        if (socket < 0) return NULL;
        int yes = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        uint32_t size;
        while (read_all(socket, &size, 4) && ntohl(size) <= sizeof request &&
               read_all(socket, request, ntohl(size)) && send_run(socket, server)) {
        }
        close(socket);
    }
}

assay_baseline_server *assay_baseline_serve(int file, size_t count) {
    assay_baseline_server *server = calloc(1, sizeof *server);
    if (server == NULL) return NULL;
    server->file = file;
    server->count = count;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (server->listener >= 0 &&
        bind(server->listener, (struct sockaddr *)&address, sizeof address) == 0 &&
        listen(server->listener, 4) == 0 &&
        getsockname(server->listener, (struct sockaddr *)&address, &length) == 0 &&
        pthread_create(&server->thread, NULL, serve, server) == 0) {
        server->port = ntohs(address.sin_port);
        if (pthread_getcpuclockid(server->thread, &server->clock) == 0) return server;
    }
    if (server->listener >= 0) close(server->listener);
    free(server);
    return NULL;
}

uint16_t assay_baseline_server_port(const assay_baseline_server *server) { return server->port; }

uint64_t assay_baseline_server_nanos(const assay_baseline_server *server) {
    struct timespec time;
    clock_gettime(server->clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void assay_baseline_server_stop(assay_baseline_server *server) {
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    free(server);
}

uint64_t assay_baseline_drain(
    uint16_t port, const void *request, size_t length, uint64_t least, size_t room) {
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    char *buffer = malloc(room);
    uint64_t total = 0;
    int yes = 1;
    if (connection >= 0 && buffer != NULL &&
        connect(connection, (struct sockaddr *)&address, sizeof address) == 0) {
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        while (total < least) {
            uint32_t size;
            if (send(connection, request, length, MSG_NOSIGNAL) != (ssize_t)length ||
                !read_all(connection, &size, 4))
                break;
            size_t left = ntohl(size);
            // An answer without records would go on for ever.
            if (left < 1024) break;
            total += left;
            while (left > 0) {
                ssize_t got = recv(connection, buffer, left < room ? left : room, 0);
                if (got <= 0) break;
                left -= (size_t)got;
            }
            if (left > 0) break;
        }
    }
    if (connection >= 0) close(connection);
    free(buffer);
    return total >= least ? total : 0;
}
