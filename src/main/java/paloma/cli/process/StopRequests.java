package paloma.cli.process;

/**
 * <em>Any thread.</em> Maps stop requests to actions by their arrival time. {@code timeout}, npm, make and shells
 * deliver one request several times within microseconds, to the process and to its group. Repetitions within
 * {@link #DUPLICATE_NANOS} are therefore duplicates.
 */
final class StopRequests {
    /** Requests within this time of the first are duplicates of it. */
    static final long DUPLICATE_NANOS = 500_000_000;

    /** <em>Immutable.</em> The action that a request causes. */
    enum Action {
        /** Graceful stop. */
        STOP,
        /** None: a duplicate of the first request. */
        IGNORE,
        /** Immediate end of the process. */
        HALT
    }

    private boolean requested;
    private long firstRequestAt;

    /**
     * Called when a request arrives.
     *
     * @param now monotonic clock, in nanoseconds
     */
    synchronized Action onRequest(long now) {
        if (!requested) {
            requested = true;
            firstRequestAt = now;
            return Action.STOP;
        }
        return now - firstRequestAt < DUPLICATE_NANOS ? Action.IGNORE : Action.HALT;
    }
}
