// A session per peer with a message counter, in an open-addressing hash table by address and port.
#ifndef SESSIONS_H
#define SESSIONS_H

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct session {
    uint64_t peer; // address and port; 0: a free slot, because no peer has port 0
    uint64_t messages;
};

struct sessions {
    struct session *slots;
    uint64_t mask;
    uint64_t count;
};

static uint64_t sessions_hash(uint64_t peer) {
    peer ^= peer >> 29;
    peer *= 0xbf58476d1ce4e5b9u;
    return peer ^ peer >> 32;
}

static struct session *sessions_slot(const struct sessions *sessions, uint64_t peer) {
    uint64_t i = sessions_hash(peer) & sessions->mask;
    while (sessions->slots[i].peer != 0 && sessions->slots[i].peer != peer) {
        i = (i + 1) & sessions->mask;
    }
    return &sessions->slots[i];
}

static void sessions_resize(struct sessions *sessions, uint64_t capacity) {
    struct sessions grown = {calloc(capacity, sizeof(struct session)), capacity - 1, sessions->count};
    if (grown.slots == NULL) {
        perror("sessions");
        exit(1);
    }
    for (uint64_t i = 0; sessions->slots != NULL && i <= sessions->mask; i++) {
        if (sessions->slots[i].peer != 0) {
            *sessions_slot(&grown, sessions->slots[i].peer) = sessions->slots[i];
        }
    }
    free(sessions->slots);
    *sessions = grown;
}

// Finds or opens the session of a peer.
static struct session *sessions_of(struct sessions *sessions, const struct sockaddr_in *from) {
    uint64_t peer = (uint64_t) from->sin_addr.s_addr << 16 | from->sin_port;
    if (sessions->slots == NULL) {
        sessions_resize(sessions, 1024);
    }
    struct session *session = sessions_slot(sessions, peer);
    if (session->peer == 0) {
        if (sessions->count >= (sessions->mask + 1) / 2) {
            sessions_resize(sessions, (sessions->mask + 1) * 2);
            session = sessions_slot(sessions, peer);
        }
        session->peer = peer;
        sessions->count++;
    }
    return session;
}

static uint64_t sessions_messages(const struct sessions *sessions) {
    uint64_t messages = 0;
    for (uint64_t i = 0; sessions->slots != NULL && i <= sessions->mask; i++) {
        messages += sessions->slots[i].messages;
    }
    return messages;
}

#endif
