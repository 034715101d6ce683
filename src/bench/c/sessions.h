// One session object per peer that counts its messages, found by address and port in an open-addressing hash table.
#ifndef SESSIONS_H
#define SESSIONS_H

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct session {
    uint64_t peer; // address and port; 0 is a free place, as no peer has port 0
    uint64_t messages;
};

struct sessions {
    struct session *places;
    uint64_t mask;
    uint64_t count;
};

static uint64_t sessions_hash(uint64_t peer) {
    peer ^= peer >> 29;
    peer *= 0xbf58476d1ce4e5b9u;
    return peer ^ peer >> 32;
}

static struct session *sessions_place(const struct sessions *sessions, uint64_t peer) {
    uint64_t i = sessions_hash(peer) & sessions->mask;
    while (sessions->places[i].peer != 0 && sessions->places[i].peer != peer) {
        i = (i + 1) & sessions->mask;
    }
    return &sessions->places[i];
}

static void sessions_resize(struct sessions *sessions, uint64_t capacity) {
    struct sessions grown = {calloc(capacity, sizeof(struct session)), capacity - 1, sessions->count};
    if (grown.places == NULL) {
        perror("sessions");
        exit(1);
    }
    for (uint64_t i = 0; sessions->places != NULL && i <= sessions->mask; i++) {
        if (sessions->places[i].peer != 0) {
            *sessions_place(&grown, sessions->places[i].peer) = sessions->places[i];
        }
    }
    free(sessions->places);
    *sessions = grown;
}

// Finds the session of a peer or opens it.
static struct session *sessions_of(struct sessions *sessions, const struct sockaddr_in *from) {
    uint64_t peer = (uint64_t) from->sin_addr.s_addr << 16 | from->sin_port;
    if (sessions->places == NULL) {
        sessions_resize(sessions, 1024);
    }
    struct session *session = sessions_place(sessions, peer);
    if (session->peer == 0) {
        if (sessions->count >= (sessions->mask + 1) / 2) {
            sessions_resize(sessions, (sessions->mask + 1) * 2);
            session = sessions_place(sessions, peer);
        }
        session->peer = peer;
        sessions->count++;
    }
    return session;
}

static uint64_t sessions_messages(const struct sessions *sessions) {
    uint64_t messages = 0;
    for (uint64_t i = 0; sessions->places != NULL && i <= sessions->mask; i++) {
        messages += sessions->places[i].messages;
    }
    return messages;
}

#endif
