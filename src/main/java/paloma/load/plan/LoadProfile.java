package paloma.load.plan;

import java.time.Duration;

/**
 * <em>Immutable.</em> When the messages of a run are sent.
 *
 * @param kind the kind of pacing; the parameters of the other kinds are 0
 * @param messages messages of each client, 1 to {@link #MAX_MESSAGES}
 * @param window messages of each client in flight at the same time, 1 to {@link #MAX_WINDOW}; 1 with {@link Kind#TURNS}
 * @param think pause between an answer and the next message of the client, 0 to 24 h
 * @param rate messages per second of all clients at the start, 1 to {@link #MAX_RATE}
 * @param rateAtEnd messages per second at the end, 1 to {@link #MAX_RATE}; the rate changes linearly
 * @param warmup time before the measured messages, 0 to 24 h
 * @param duration time of the measured messages, 1 ms to 24 h; 0 with {@link Kind#TURNS}
 */
public record LoadProfile(
        Kind kind,
        int messages,
        int window,
        Duration think,
        long rate,
        long rateAtEnd,
        Duration warmup,
        Duration duration) {
    /** Maximum messages per second, more than the kernel of one machine can send. */
    public static final long MAX_RATE = 10_000_000;

    /** Maximum messages of one client; their numbers have nine digits. */
    public static final int MAX_MESSAGES = 100_000_000;

    /** Maximum messages of one client in flight. */
    public static final int MAX_WINDOW = 65_536;

    private static final Duration MAX_DURATION = Duration.ofHours(24);
    private static final int FIELDS = 8;

    /** <em>Immutable.</em> The three kinds of pacing. */
    public enum Kind {
        /**
         * Each client sends a number of messages, one at a time: the next is sent after the answer or the
         * timeout.
         */
        TURNS,
        /** Each client keeps a window of messages in flight until the end time. */
        WINDOW,
        /** Messages are sent at fixed times, independent of the outcome of earlier ones. */
        SCHEDULE
    }

    /** @throws IllegalArgumentException when a value is out of its range */
    public LoadProfile {
        check("think in milliseconds", think.toMillis(), 0, MAX_DURATION.toMillis());
        check("warmup in milliseconds", warmup.toMillis(), 0, MAX_DURATION.toMillis());
        check("duration in milliseconds", duration.toMillis(), kind == Kind.TURNS ? 0 : 1, MAX_DURATION.toMillis());
        switch (kind) {
            case TURNS -> check("messages", messages, 1, MAX_MESSAGES);
            case WINDOW -> check("window", window, 1, MAX_WINDOW);
            default -> {
                check("rate", rate, 1, MAX_RATE);
                check("rateAtEnd", rateAtEnd, 1, MAX_RATE);
            }
        }
    }

    /** {@code messages} of each client, one after the other. */
    public static LoadProfile turns(int messages, Duration think) {
        return new LoadProfile(Kind.TURNS, messages, 1, think, 0, 0, Duration.ZERO, Duration.ZERO);
    }

    /** Up to {@code window} messages of each client in flight at any time. */
    public static LoadProfile window(int window, Duration think, Duration warmup, Duration duration) {
        return new LoadProfile(Kind.WINDOW, 0, window, think, 0, 0, warmup, duration);
    }

    /** {@code rate} messages per second in all, changing linearly to {@code rateAtEnd} during {@code duration}. */
    public static LoadProfile schedule(long rate, long rateAtEnd, Duration warmup, Duration duration) {
        return new LoadProfile(Kind.SCHEDULE, 0, 0, Duration.ZERO, rate, rateAtEnd, warmup, duration);
    }

    /** Whether the rate changes. */
    public boolean isRamp() {
        return rate != rateAtEnd;
    }

    /** Whether the run ends at a time, not after a number of messages. */
    public boolean isTimed() {
        return kind != Kind.TURNS;
    }

    /** Messages of all clients in flight at most, when none is answered within {@code timeout}. */
    public long maxWaitingInAll(int clients, Duration timeout) {
        return kind == Kind.SCHEDULE ? Math.max(rate, rateAtEnd) * timeout.toMillis() / 1_000 : (long) clients * window;
    }

    /** Messages of each client in flight at most. */
    public long maxWaiting(int clients, Duration timeout) {
        return kind == Kind.SCHEDULE ? maxWaitingInAll(clients, timeout) / clients + 1 : window;
    }

    /** The profile as one word for another process. */
    String toText() {
        return String.join(
                ",",
                kind.name(),
                Integer.toString(messages),
                Integer.toString(window),
                Long.toString(think.toMillis()),
                Long.toString(rate),
                Long.toString(rateAtEnd),
                Long.toString(warmup.toMillis()),
                Long.toString(duration.toMillis()));
    }

    /** @throws IllegalArgumentException when the text is not one of {@link #toText} */
    static LoadProfile ofText(String text) {
        String[] fields = text.split(",");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a load profile: " + text);
        }
        return new LoadProfile(
                Kind.valueOf(fields[0]),
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                Duration.ofMillis(Long.parseLong(fields[3])),
                Long.parseLong(fields[4]),
                Long.parseLong(fields[5]),
                Duration.ofMillis(Long.parseLong(fields[6])),
                Duration.ofMillis(Long.parseLong(fields[7])));
    }

    static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be from " + min + " to " + max);
        }
    }
}
