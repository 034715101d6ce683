// Common parts of the contestants in C: the argument PORT, the socket, and the counts printed after SIGTERM.
#ifndef CONTESTANT_H
#define CONTESTANT_H

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sessions.h"

enum { RECEIVE_BUFFER_BYTES = 4 << 20, MAX_MESSAGE_BYTES = 2048, MAX_LIFETIME_SECONDS = 1800 };

static volatile sig_atomic_t stopped;
static int contestant_socket;

// The shutdown also ends a receive call that starts after the signal.
static void contestant_stop(int signal) {
    (void) signal;
    stopped = true;
    shutdown(contestant_socket, SHUT_RDWR);
}

static void contestant_check(bool good, const char *name) {
    if (!good) {
        perror(name);
        exit(1);
    }
}

static int contestant_open(int arguments, char **argument) {
    if (arguments != 2) {
        fprintf(stderr, "usage: %s PORT\n", argument[0]);
        exit(2);
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) atoi(argument[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    contestant_socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    contestant_check(contestant_socket >= 0, "socket");
    int bytes = RECEIVE_BUFFER_BYTES;
    contestant_check(setsockopt(contestant_socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0, "SO_RCVBUF");
    contestant_check(bind(contestant_socket, (struct sockaddr *) &address, sizeof address) == 0, "bind");
    struct sigaction action = {.sa_handler = contestant_stop};
    contestant_check(sigaction(SIGTERM, &action, NULL) == 0, "sigaction");
    alarm(MAX_LIFETIME_SECONDS); // in case the bench was killed
    return contestant_socket;
}

static int contestant_report(const struct sessions *sessions) {
    printf("sessions %llu messages %llu\n",
           (unsigned long long) sessions->count,
           (unsigned long long) sessions_messages(sessions));
    return 0;
}

#endif
