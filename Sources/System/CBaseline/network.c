// SPDX-License-Identifier: Apache-2.0
// What a fetch and a produce cost when nothing is done but what they take: a thread that sends runs
// of a file, one that writes what comes into a file, and clients that throw the answers away.
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
    void (*serve)(int socket, const assay_baseline_server *server);
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

static int send_all(int socket, const char *at, size_t count) {
    while (count > 0) {
        ssize_t sent = send(socket, at, count, MSG_NOSIGNAL);
        if (sent <= 0) return 0;
        at += sent;
        count -= (size_t)sent;
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

static void send_runs(int socket, const struct assay_baseline_server *server) {
    char request[4096];
    uint32_t size;
    while (read_all(socket, &size, 4) && ntohl(size) <= sizeof request &&
           read_all(socket, request, ntohl(size)) && send_run(socket, server)) {
    }
}

// Whole frames of what came, written with one call; an answer for each.
static void keep_frames(int socket, const struct assay_baseline_server *server) {
    // Frames of less than 128 bytes are not what it is for.
    enum { room = 512 << 10, answer = 64, answers_max = room / 128 };
    static char answers[answers_max * (4 + answer)];
    uint32_t length = htonl(answer);
    for (size_t index = 0; index < answers_max; index++)
        memcpy(answers + index * (4 + answer), &length, 4);
    char *block = malloc(room);
    size_t have = 0;
    off_t end = 0;
    while (block != NULL) {
        ssize_t got = recv(socket, block + have, room - have, 0);
        if (got <= 0) break;
        have += (size_t)got;
        size_t whole = 0, frames = 0;
        uint32_t size;
        while (have - whole >= 4 && frames < answers_max) {
            memcpy(&size, block + whole, 4);
            if (have - whole - 4 < ntohl(size)) break;
            whole += 4 + ntohl(size);
            frames++;
        }
        if (whole == 0 && have == room) break;
        if (whole == 0) continue;
        if (pwrite(server->file, block, whole, end) != (ssize_t)whole) break;
        end += (off_t)whole;
        memmove(block, block + whole, have - whole);
        have -= whole;
        if (!send_all(socket, answers, frames * (4 + answer))) break;
    }
    free(block);
}

// Serves one client after the other, until the listener is shut down.
static void *serve(void *context) {
    const struct assay_baseline_server *server = context;
    for (;;) {
        int socket = accept(server->listener, NULL, NULL);
        if (socket < 0) return NULL;
        int yes = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        server->serve(socket, server);
        close(socket);
    }
}

static assay_baseline_server *start(
    int file, size_t count, void (*how)(int, const assay_baseline_server *)) {
    assay_baseline_server *server = calloc(1, sizeof *server);
    if (server == NULL) return NULL;
    server->file = file;
    server->count = count;
    server->serve = how;
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

assay_baseline_server *assay_baseline_serve(int file, size_t count) {
    return start(file, count, send_runs);
}

assay_baseline_server *assay_baseline_keep(int file) { return start(file, 0, keep_frames); }

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

static int connect_to(uint16_t port) {
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connection < 0) return -1;
    int yes = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) == 0) return connection;
    close(connection);
    return -1;
}

uint64_t assay_baseline_drain(
    uint16_t port, const void *request, size_t length, uint64_t least, size_t room) {
    int connection = connect_to(port);
    char *buffer = malloc(room);
    uint64_t total = 0;
    if (connection >= 0 && buffer != NULL) {
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

static int skip_answer(int socket) {
    char answer[4096];
    uint32_t size;
    return read_all(socket, &size, 4) && ntohl(size) <= sizeof answer &&
           read_all(socket, answer, ntohl(size));
}

uint64_t assay_baseline_pump(
    uint16_t port, const void *request, size_t length, uint64_t least, size_t in_flight) {
    int connection = connect_to(port);
    uint64_t total = 0;
    size_t waiting = 0;
    while (connection >= 0 && total < least) {
        if (waiting == in_flight) {
            if (!skip_answer(connection)) break;
            waiting--;
        }
        if (!send_all(connection, request, length)) break;
        total += length;
        waiting++;
    }
    while (total >= least && waiting > 0 && skip_answer(connection)) waiting--;
    if (connection >= 0) close(connection);
    return total >= least && waiting == 0 ? total : 0;
}
