package paloma;

import java.time.Duration;

/**
 * <em>Immutable.</em> All bounds of a server. Input over a bound is refused and counted; no caller waits for room.
 *
 * <p>The heap must hold all bounds at once: {@link #sessions}, {@link #backlogMessages}, {@link #backlogBytes},
 * {@link #outboxDatagrams}, {@link #outboxBytes}, and a message of {@link #receiveBytes} for each worker. A server
 * reserves 8 MiB or half of its heap for everything else, and a sixth for the collector. Sessions may take two fifths of
 * the rest at 320 bytes each; backlog, outbox, and the messages of running handlers a fifth each, with an overhead of
 * 232 bytes for each message and 352 for each datagram. All three figures are 160 higher with an IPv6 socket, and that of
 * sessions 88 higher with {@link #sessionsPerAddress}. The unused part of a share is available to the others. The server
 * lowers bounds that do not fit, and warns: {@code Server.limits()} are the bounds in force. It assumes that no other
 * component needs the heap. When running handlers hold more bytes than their share, fewer messages may wait.
 *
 * @param sessions live sessions at most, 1 to 16,777,216.
 *     A tenth of the places, at least one, is reserved for peers whose address is not validated, unless there is only one
 *     place. In a full table a new session evicts the least recently active one there. A validated peer takes one of the
 *     other places if one is free or its holder was idle for more than 30 s; otherwise it may be evicted.
 * @param sessionsPerAddress live sessions of one source address at most (IPv6: of one /64), 1 to 65,535; 0 for no
 *     such bound. Off by default because peers behind one NAT share an address.
 * @param mailboxMessages messages of one session that may wait for their handler, 1 to 32,767.
 * @param backlogMessages messages of all sessions together that may wait, 1 to 16,777,216.
 * @param backlogBytes bytes of all messages that may wait, 1 to 2^40.
 * @param outboxDatagrams datagrams that may be queued while the kernel is full, 1 to 1,048,576.
 * @param outboxBytes bytes of those datagrams, 1 to 2^40.
 * @param receiveBytes longest message accepted, 1 to 65,507 bytes (65,535 of IPv4 less 20 of its header and 8 of
 *     UDP's).
 * @param sendBytes longest message sent, 1 to 65,507 bytes.
 * @param datagramsPerTurn datagrams received in one turn of the loop at most, 1 to 1,024.
 * @param expirationsPerTurn sessions expired or closed in one turn at most, 1 to 1,024.
 * @param messagesPerSecond messages per second of one address and port at most, 1 to 1,000,000; 0 for no such bound. The
 *     used allowance of a session also counts for the next session of its source; few sources share one by chance.
 * @param burst messages by which a source may run ahead of that rate, 1 to 32,767.
 * @param lowestSourcePort datagrams from lower ports are dropped, 0 to 65,535. Ports below 1024 belong to
 *     services, which answer any datagram (RFC 6335 §6; CVE-2024-2169). Port 0 is always dropped.
 * @param amplification limit of the bytes sent to a peer whose address is not validated, as a multiple of those received
 *     from it, headers included, 1 to 1,000 (RFC 9000 §8: 3); 0 for no limit. A peer is validated when it sends again after
 *     an answer has left for it: plain datagrams offer no stronger proof, and an attacker who forges two datagrams passes
 *     too. On its first refused answer a session sends its peer one empty datagram, which {@code Client} answers; its
 *     headers, 28 bytes or 48 of IPv6, are reserved once a first answer has left. {@link Session#push} is exempt.
 * @param drainTime time limit of a closing server for accepted messages and the {@code onClose} of its sessions, 0 to
 *     1 h.
 */
public record Limits(
        int sessions,
        int sessionsPerAddress,
        int mailboxMessages,
        int backlogMessages,
        long backlogBytes,
        int outboxDatagrams,
        long outboxBytes,
        int receiveBytes,
        int sendBytes,
        int datagramsPerTurn,
        int expirationsPerTurn,
        int messagesPerSecond,
        int burst,
        int lowestSourcePort,
        int amplification,
        Duration drainTime) {
    /** The default bounds. */
    public static final Limits DEFAULT = new Limits(
            100_000,
            0,
            64,
            65_536,
            64L << 20,
            4_096,
            16L << 20,
            65_507,
            65_507,
            256,
            256,
            0,
            64,
            1_024,
            3,
            Duration.ofSeconds(4));

    /** @throws IllegalArgumentException when a value is out of its range */
    public Limits {
        Range.check("sessions", sessions, 1, 16_777_216);
        Range.check("sessionsPerAddress", sessionsPerAddress, 0, 65_535);
        Range.check("mailboxMessages", mailboxMessages, 1, 32_767);
        Range.check("backlogMessages", backlogMessages, 1, 16_777_216);
        Range.check("backlogBytes", backlogBytes, 1, 1L << 40);
        Range.check("outboxDatagrams", outboxDatagrams, 1, 1_048_576);
        Range.check("outboxBytes", outboxBytes, 1, 1L << 40);
        Range.check("receiveBytes", receiveBytes, 1, 65_507);
        Range.check("sendBytes", sendBytes, 1, 65_507);
        Range.check("datagramsPerTurn", datagramsPerTurn, 1, 1_024);
        Range.check("expirationsPerTurn", expirationsPerTurn, 1, 1_024);
        Range.check("messagesPerSecond", messagesPerSecond, 0, 1_000_000);
        Range.check("burst", burst, 1, 32_767);
        Range.check("lowestSourcePort", lowestSourcePort, 0, 65_535);
        Range.check("amplification", amplification, 0, 1_000);
        Range.check("drainTime", drainTime, Duration.ZERO, Duration.ofHours(1));
    }

    /** This with another {@link #sessions()}. */
    public Limits withSessions(int value) {
        return new Limits(
                value,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #sessionsPerAddress()}. */
    public Limits withSessionsPerAddress(int value) {
        return new Limits(
                sessions,
                value,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #mailboxMessages()}. */
    public Limits withMailboxMessages(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                value,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #backlogMessages()}. */
    public Limits withBacklogMessages(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                value,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #backlogBytes()}. */
    public Limits withBacklogBytes(long value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                value,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #outboxDatagrams()}. */
    public Limits withOutboxDatagrams(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                value,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #outboxBytes()}. */
    public Limits withOutboxBytes(long value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                value,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #receiveBytes()}. */
    public Limits withReceiveBytes(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                value,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #sendBytes()}. */
    public Limits withSendBytes(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                value,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #datagramsPerTurn()}. */
    public Limits withDatagramsPerTurn(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                value,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #expirationsPerTurn()}. */
    public Limits withExpirationsPerTurn(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                value,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #messagesPerSecond()}. */
    public Limits withMessagesPerSecond(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                value,
                burst,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #burst()}. */
    public Limits withBurst(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                value,
                lowestSourcePort,
                amplification,
                drainTime);
    }

    /** This with another {@link #lowestSourcePort()}. */
    public Limits withLowestSourcePort(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                value,
                amplification,
                drainTime);
    }

    /** This with another {@link #amplification()}. */
    public Limits withAmplification(int value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                value,
                drainTime);
    }

    /** This with another {@link #drainTime()}. */
    public Limits withDrainTime(Duration value) {
        return new Limits(
                sessions,
                sessionsPerAddress,
                mailboxMessages,
                backlogMessages,
                backlogBytes,
                outboxDatagrams,
                outboxBytes,
                receiveBytes,
                sendBytes,
                datagramsPerTurn,
                expirationsPerTurn,
                messagesPerSecond,
                burst,
                lowestSourcePort,
                amplification,
                value);
    }
}
