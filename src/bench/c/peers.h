// Many peers on one socket: peer p sends from 127.1.0.0 + p. The socket is bound to the wildcard address, so that
// IP_PKTINFO selects the source of each datagram. No source is forged: answers arrive at the same socket.
#ifndef PEERS_H
#define PEERS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE_BYTES = 64, BATCH = 64, SOCKET_BUFFER_BYTES = 4 << 20 };
static const uint32_t FIRST_PEER = 0x7f010000;

struct message {
    uint32_t run;
    uint32_t slot;
    uint32_t peer;
    uint32_t sequence;
    uint64_t payload[6];
};
_Static_assert(sizeof(struct message) == MESSAGE_BYTES, "message size");

struct envelope {
    struct message message[2]; // twice the size, to detect a longer answer
    struct sockaddr_in remote;
    struct iovec vector;
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
    } control;
};

struct peers {
    int socket;
    struct sockaddr_in server;
    struct envelope in[BATCH], out[BATCH];
    struct mmsghdr incoming[BATCH], outgoing[BATCH];
};

static void check(bool good, const char *name) {
    if (!good) {
        perror(name);
        exit(1);
    }
}

static void peers_prepare(struct mmsghdr *header, struct envelope *envelope, size_t capacity) {
    envelope->vector = (struct iovec){envelope->message, capacity};
    header->msg_hdr = (struct msghdr){
        .msg_name = &envelope->remote,
        .msg_namelen = sizeof envelope->remote,
        .msg_iov = &envelope->vector,
        .msg_iovlen = 1,
        .msg_control = envelope->control.bytes,
        .msg_controllen = sizeof envelope->control.bytes,
    };
}

static void peers_open(struct peers *peers, uint16_t server_port, uint16_t own_port) {
    int on = 1, bytes = SOCKET_BUFFER_BYTES;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(own_port)};
    peers->server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(server_port)};
    peers->server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peers->socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    check(peers->socket >= 0, "socket");
    check(setsockopt(peers->socket, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2) == 0, "SO_BINDTODEVICE");
    check(setsockopt(peers->socket, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) == 0, "IP_PKTINFO");
    check(setsockopt(peers->socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0, "SO_RCVBUF");
    check(setsockopt(peers->socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes) == 0, "SO_SNDBUF");
    check(bind(peers->socket, (struct sockaddr *) &own, sizeof own) == 0, "bind");
    for (int i = 0; i < BATCH; i++) {
        struct envelope *out = &peers->out[i];
        peers_prepare(&peers->outgoing[i], out, MESSAGE_BYTES);
        out->remote = peers->server;
        out->control.header = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo)), .cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO};
    }
}

static void message_fill(struct message *message) {
    uint64_t state = (uint64_t) message->run << 32 ^ (uint64_t) message->peer << 20 ^ message->sequence;
    for (int i = 0; i < 6; i++) {
        state = (state ^ state >> 27) * 0x9e3779b97f4a7c15u + 1;
        message->payload[i] = state;
    }
}

// Writes message i of the batch. peers_send sends the first messages of the batch.
static void peers_write(struct peers *peers, int i, const struct message *message) {
    struct in_pktinfo source = {.ipi_spec_dst.s_addr = htonl(FIRST_PEER + message->peer)};
    struct envelope *out = &peers->out[i];
    memcpy(CMSG_DATA(&out->control.header), &source, sizeof source);
    out->message[0] = *message;
    message_fill(&out->message[0]);
}

static void peers_send(struct peers *peers, int count) {
    for (int sent = 0; sent < count;) {
        int now = sendmmsg(peers->socket, peers->outgoing + sent, (unsigned) (count - sent), 0);
        check(now > 0, "sendmmsg");
        sent += now;
    }
}

// Receives a batch of datagrams without waiting, and returns their number.
static int peers_receive(struct peers *peers) {
    for (int i = 0; i < BATCH; i++) {
        peers_prepare(&peers->incoming[i], &peers->in[i], sizeof peers->in[i].message);
    }
    int count = recvmmsg(peers->socket, peers->incoming, BATCH, MSG_DONTWAIT, NULL);
    return count < 0 ? 0 : count;
}

// Whether datagram i equals the message of its peer, and came from the server to the address of that peer.
static bool peers_genuine(const struct peers *peers, int i) {
    const struct envelope *in = &peers->in[i];
    struct message expected = in->message[0];
    struct in_pktinfo arrival;
    message_fill(&expected);
    memcpy(&arrival, CMSG_DATA(&in->control.header), sizeof arrival);
    return peers->incoming[i].msg_len == MESSAGE_BYTES
        && in->remote.sin_port == peers->server.sin_port
        && in->remote.sin_addr.s_addr == peers->server.sin_addr.s_addr
        && ntohl(arrival.ipi_addr.s_addr) == FIRST_PEER + expected.peer
        && memcmp(&in->message[0], &expected, sizeof expected) == 0;
}

#endif
