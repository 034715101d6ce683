package paloma.cli.process;

/**
 * <em>Any thread.</em> What a signal means, by when it comes. {@code timeout}, npm, make and shells deliver one request more than
 * once within microseconds, to the process and to its group; only a request that comes later is another one.
 */
final class StopRequests {
    /** From this long after the first request on, a further one is another one. */
    static final long AGAIN_NANOS = 500_000_000;

    /** What a request asks for. */
    enum Meaning {
        /** To stop in good order. */
        STOP,
        /** Nothing more: it is the first one once more. */
        SAME,
        /** To end at once. */
        AT_ONCE
    }

    private boolean asked;
    private long askedAt;

    /**
     * A request arrives.
     *
     * @param now nanoseconds of a monotonic clock
     */
    synchronized Meaning arrive(long now) {
        if (!asked) {
            asked = true;
            askedAt = now;
            return Meaning.STOP;
        }
        return now - askedAt < AGAIN_NANOS ? Meaning.SAME : Meaning.AT_ONCE;
    }
}
