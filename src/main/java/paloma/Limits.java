package paloma;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * <em>Immutable.</em> All bounds of a server. Input over a bound is refused and counted; no caller waits for room.
 *
 * <pre>{@code
 * Limits limits = Limits.builder().sessions(10_000).sessionsPerAddress(100).build();
 * }</pre>
 *
 * <p>The heap must hold all bounds at once: {@link #sessions}, {@link #backlogMessages}, {@link #backlogBytes},
 * {@link #outboxDatagrams}, {@link #outboxBytes}, and a message of {@link #receiveBytes} for each worker. A server
 * reserves 8 MiB or half of its heap for everything else, and a sixth for the collector. Sessions may take two fifths of
 * the rest at 320 bytes each; backlog, outbox, and the messages of running handlers a fifth each, with an overhead of
 * 232 bytes for each message and 352 for each datagram. All three figures are 160 higher with an IPv6 socket, and that of
 * sessions 88 higher with {@link #sessionsPerAddress}. The unused part of a share is available to the others. The server
 * lowers bounds that do not fit, and warns: {@code Server.limits()} are the bounds in force. It assumes that no other
 * component needs the heap. When running handlers hold more bytes than their share, fewer messages may wait.
 */
public final class Limits {
    /** The longest payload: 65,535 bytes of IPv4 less 20 of its header and 8 of UDP's. */
    private static final int MAX_PAYLOAD_BYTES = 65_507;

    /**
     * <em>Immutable.</em> A bound: its unit, range and default.
     * Setters, error messages and the options of {@code paloma server} read them from here.
     */
    public enum Bound {
        /**
         * Live sessions at most.
         * A tenth of the places, at least one, is reserved for peers whose address is not validated, unless there is only one
         * place. In a full table a new session evicts the least recently active one there. A validated peer takes one of the
         * other places if one is free or its holder was idle for more than 30 s; otherwise it may be evicted.
         */
        SESSIONS(Unit.NUMBER, 1, 16_777_216, 100_000),
        /**
         * Live sessions of one source address at most (IPv6: of one /64); 0 for no such bound.
         * Off by default because peers behind one NAT share an address.
         */
        SESSIONS_PER_ADDRESS(Unit.NUMBER, 0, 65_535, 0),
        /** Messages of one session that may wait for their handler. */
        MAILBOX_MESSAGES(Unit.NUMBER, 1, 32_767, 64),
        /** Messages of all sessions together that may wait. */
        BACKLOG_MESSAGES(Unit.NUMBER, 1, 16_777_216, 65_536),
        /** Bytes of all messages that may wait. */
        BACKLOG_BYTES(Unit.BYTES, 1, 1L << 40, 64L << 20),
        /** Datagrams that may be queued while the kernel is full. */
        OUTBOX_DATAGRAMS(Unit.NUMBER, 1, 1_048_576, 4_096),
        /** Bytes of the queued datagrams. */
        OUTBOX_BYTES(Unit.BYTES, 1, 1L << 40, 16L << 20),
        /** Longest message accepted. */
        RECEIVE_BYTES(Unit.BYTES, 1, MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES),
        /** Longest message sent. */
        SEND_BYTES(Unit.BYTES, 1, MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES),
        /** Datagrams received in one turn of the loop at most. */
        DATAGRAMS_PER_TURN(Unit.NUMBER, 1, 1_024, 256),
        /** Sessions expired or closed in one turn at most. */
        EXPIRATIONS_PER_TURN(Unit.NUMBER, 1, 1_024, 256),
        /**
         * Messages per second of one address and port at most; 0 for no such bound.
         * The used allowance of a session also counts for the next session of its source; few sources share one by chance.
         */
        MESSAGES_PER_SECOND(Unit.NUMBER, 0, 1_000_000, 0),
        /** Messages by which a source may run ahead of {@link #MESSAGES_PER_SECOND}. */
        BURST(Unit.NUMBER, 1, 32_767, 64),
        /**
         * Datagrams from lower ports are dropped; port 0 is always dropped.
         * Ports below 1024 belong to services, which answer any datagram (RFC 6335 §6; CVE-2024-2169).
         */
        LOWEST_SOURCE_PORT(Unit.NUMBER, 0, 65_535, 1_024),
        /**
         * Limit of the bytes sent to a peer whose address is not validated; 0 for no limit.
         * The limit is a multiple of the bytes received from the peer, headers included (RFC 9000 §8). A peer is validated when
         * it sends again after an answer has left for it: plain datagrams offer no stronger proof, and an attacker who forges two
         * datagrams passes too. On its first refused answer a session sends its peer one empty datagram, which {@code Client}
         * answers; its headers, 28 bytes or 48 of IPv6, are reserved once a first answer has left. {@link Session#push} is
         * exempt.
         */
        AMPLIFICATION(Unit.NUMBER, 0, 1_000, 3),
        /** Time limit of a closing server for accepted messages and the {@code onClose} of its sessions. */
        DRAIN_TIME(Unit.NANOSECONDS, 0, 3_600_000_000_000L, 4_000_000_000L);

        private final Unit unit;
        private final long min;
        private final long max;
        private final long defaultValue;

        Bound(Unit unit, long min, long max, long defaultValue) {
            this.unit = unit;
            this.min = min;
            this.max = max;
            this.defaultValue = defaultValue;
        }

        /** The unit of the other values. */
        public Unit unit() {
            return unit;
        }

        /** The smallest value, inclusive. */
        public long min() {
            return min;
        }

        /** The largest value, inclusive. */
        public long max() {
            return max;
        }

        /** The value in {@link Limits#DEFAULTS}. */
        public long defaultValue() {
            return defaultValue;
        }

        /** The name of the accessor: {@code sessionsPerAddress} for {@link #SESSIONS_PER_ADDRESS}. */
        @Override
        public String toString() {
            String[] words = name().split("_");
            StringBuilder text = new StringBuilder(words[0].toLowerCase(Locale.ROOT));
            for (int i = 1; i < words.length; i++) {
                text.append(words[i].charAt(0)).append(words[i].substring(1).toLowerCase(Locale.ROOT));
            }
            return text.toString();
        }

        private void check(long value) {
            if (value < min || value > max) {
                throw outOfRange(unit.text(value));
            }
        }

        private IllegalArgumentException outOfRange(Object value) {
            return new IllegalArgumentException(
                    this + " is " + value + "; it must be from " + unit.text(min) + " to " + unit.text(max));
        }
    }

    /** <em>Immutable.</em> The unit of a bound's values. */
    public enum Unit {
        /** A number of objects, a rate, a port or a factor. */
        NUMBER,
        /** A number of bytes. */
        BYTES,
        /** A duration in nanoseconds. */
        NANOSECONDS;

        private String text(long value) {
            return this == NANOSECONDS ? Duration.ofNanos(value).toString() : Long.toString(value);
        }
    }

    /** The default of each bound. */
    public static final Limits DEFAULTS = builder().build();

    /** Indexed by {@link Bound#ordinal}. */
    private final long[] values;

    private Limits(long[] values) {
        this.values = values;
    }

    /** A builder that starts with {@link #DEFAULTS}. */
    public static Builder builder() {
        long[] values = new long[Bound.values().length];
        for (Bound bound : Bound.values()) {
            values[bound.ordinal()] = bound.defaultValue;
        }
        return new Builder(values);
    }

    /** A builder that starts with these bounds. */
    public Builder toBuilder() {
        return new Builder(values.clone());
    }

    /** The value of {@code bound} in its unit. */
    public long get(Bound bound) {
        return values[bound.ordinal()];
    }

    /** The value of {@link Bound#SESSIONS}. */
    public int sessions() {
        return (int) get(Bound.SESSIONS);
    }

    /** The value of {@link Bound#SESSIONS_PER_ADDRESS}. */
    public int sessionsPerAddress() {
        return (int) get(Bound.SESSIONS_PER_ADDRESS);
    }

    /** The value of {@link Bound#MAILBOX_MESSAGES}. */
    public int mailboxMessages() {
        return (int) get(Bound.MAILBOX_MESSAGES);
    }

    /** The value of {@link Bound#BACKLOG_MESSAGES}. */
    public int backlogMessages() {
        return (int) get(Bound.BACKLOG_MESSAGES);
    }

    /** The value of {@link Bound#BACKLOG_BYTES}. */
    public long backlogBytes() {
        return get(Bound.BACKLOG_BYTES);
    }

    /** The value of {@link Bound#OUTBOX_DATAGRAMS}. */
    public int outboxDatagrams() {
        return (int) get(Bound.OUTBOX_DATAGRAMS);
    }

    /** The value of {@link Bound#OUTBOX_BYTES}. */
    public long outboxBytes() {
        return get(Bound.OUTBOX_BYTES);
    }

    /** The value of {@link Bound#RECEIVE_BYTES}. */
    public int receiveBytes() {
        return (int) get(Bound.RECEIVE_BYTES);
    }

    /** The value of {@link Bound#SEND_BYTES}. */
    public int sendBytes() {
        return (int) get(Bound.SEND_BYTES);
    }

    /** The value of {@link Bound#DATAGRAMS_PER_TURN}. */
    public int datagramsPerTurn() {
        return (int) get(Bound.DATAGRAMS_PER_TURN);
    }

    /** The value of {@link Bound#EXPIRATIONS_PER_TURN}. */
    public int expirationsPerTurn() {
        return (int) get(Bound.EXPIRATIONS_PER_TURN);
    }

    /** The value of {@link Bound#MESSAGES_PER_SECOND}. */
    public int messagesPerSecond() {
        return (int) get(Bound.MESSAGES_PER_SECOND);
    }

    /** The value of {@link Bound#BURST}. */
    public int burst() {
        return (int) get(Bound.BURST);
    }

    /** The value of {@link Bound#LOWEST_SOURCE_PORT}. */
    public int lowestSourcePort() {
        return (int) get(Bound.LOWEST_SOURCE_PORT);
    }

    /** The value of {@link Bound#AMPLIFICATION}. */
    public int amplification() {
        return (int) get(Bound.AMPLIFICATION);
    }

    /** The value of {@link Bound#DRAIN_TIME}. */
    public Duration drainTime() {
        return Duration.ofNanos(get(Bound.DRAIN_TIME));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limits limits && Arrays.equals(values, limits.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** All bounds: {@code Limits[sessions=100000, …, drainTime=PT4S]}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "Limits[", "]");
        for (Bound bound : Bound.values()) {
            text.add(bound + "=" + bound.unit.text(get(bound)));
        }
        return text.toString();
    }

    /**
     * <em>Any thread.</em> Builds {@link Limits}; for one thread at a time.
     * Each setter throws an {@link IllegalArgumentException} with the value and the range when the value is out of its
     * range.
     */
    public static final class Builder {
        private final long[] values;

        private Builder(long[] values) {
            this.values = values;
        }

        /** The bounds as set so far. */
        public Limits build() {
            return new Limits(values.clone());
        }

        /** Sets {@code bound} to {@code value} in its unit. */
        public Builder set(Bound bound, long value) {
            bound.check(value);
            values[bound.ordinal()] = value;
            return this;
        }

        private Builder set(Bound bound, Duration value) {
            if (value.compareTo(Duration.ofNanos(bound.min)) < 0 || value.compareTo(Duration.ofNanos(bound.max)) > 0) {
                throw bound.outOfRange(value);
            }
            return set(bound, value.toNanos());
        }

        /** Sets {@link Bound#SESSIONS}. */
        public Builder sessions(int value) {
            return set(Bound.SESSIONS, value);
        }

        /** Sets {@link Bound#SESSIONS_PER_ADDRESS}. */
        public Builder sessionsPerAddress(int value) {
            return set(Bound.SESSIONS_PER_ADDRESS, value);
        }

        /** Sets {@link Bound#MAILBOX_MESSAGES}. */
        public Builder mailboxMessages(int value) {
            return set(Bound.MAILBOX_MESSAGES, value);
        }

        /** Sets {@link Bound#BACKLOG_MESSAGES}. */
        public Builder backlogMessages(int value) {
            return set(Bound.BACKLOG_MESSAGES, value);
        }

        /** Sets {@link Bound#BACKLOG_BYTES}. */
        public Builder backlogBytes(long value) {
            return set(Bound.BACKLOG_BYTES, value);
        }

        /** Sets {@link Bound#OUTBOX_DATAGRAMS}. */
        public Builder outboxDatagrams(int value) {
            return set(Bound.OUTBOX_DATAGRAMS, value);
        }

        /** Sets {@link Bound#OUTBOX_BYTES}. */
        public Builder outboxBytes(long value) {
            return set(Bound.OUTBOX_BYTES, value);
        }

        /** Sets {@link Bound#RECEIVE_BYTES}. */
        public Builder receiveBytes(int value) {
            return set(Bound.RECEIVE_BYTES, value);
        }

        /** Sets {@link Bound#SEND_BYTES}. */
        public Builder sendBytes(int value) {
            return set(Bound.SEND_BYTES, value);
        }

        /** Sets {@link Bound#DATAGRAMS_PER_TURN}. */
        public Builder datagramsPerTurn(int value) {
            return set(Bound.DATAGRAMS_PER_TURN, value);
        }

        /** Sets {@link Bound#EXPIRATIONS_PER_TURN}. */
        public Builder expirationsPerTurn(int value) {
            return set(Bound.EXPIRATIONS_PER_TURN, value);
        }

        /** Sets {@link Bound#MESSAGES_PER_SECOND}. */
        public Builder messagesPerSecond(int value) {
            return set(Bound.MESSAGES_PER_SECOND, value);
        }

        /** Sets {@link Bound#BURST}. */
        public Builder burst(int value) {
            return set(Bound.BURST, value);
        }

        /** Sets {@link Bound#LOWEST_SOURCE_PORT}. */
        public Builder lowestSourcePort(int value) {
            return set(Bound.LOWEST_SOURCE_PORT, value);
        }

        /** Sets {@link Bound#AMPLIFICATION}. */
        public Builder amplification(int value) {
            return set(Bound.AMPLIFICATION, value);
        }

        /** Sets {@link Bound#DRAIN_TIME}. */
        public Builder drainTime(Duration value) {
            return set(Bound.DRAIN_TIME, value);
        }
    }
}
