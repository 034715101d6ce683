package paloma;

/**
 * <em>Immutable.</em> A number of a server that is no {@link Counter}; {@link ServerStatus#get} reads it.
 * Each is declared here only. JSON report and metrics iterate over these constants.
 */
public enum ServerMetric {
    SESSIONS_LIMIT(Counter.Kind.GAUGE, "paloma.sessions.limit", "Live sessions at most."),
    WORKERS(Counter.Kind.GAUGE, "paloma.workers", "Threads that only run handlers; 0 when the reactor runs them."),
    WORKERS_STUCK(
            Counter.Kind.GAUGE, "paloma.workers.stuck", "Workers that have run one handler call for 10 s or longer."),
    KERNEL_DROPS(
            Counter.Kind.MONOTONIC,
            "paloma.kernel.drops",
            "Datagrams that the kernel dropped because the receive buffer was full.");

    private final Counter.Kind kind;
    private final String metric;
    private final String help;
    private final String label;

    ServerMetric(Counter.Kind kind, String metric, String help) {
        this.kind = kind;
        this.metric = metric;
        this.help = help;
        this.label = Counter.camelCase(name());
    }

    /** The name in JSON. Example: {@code workersStuck}. */
    public String label() {
        return label;
    }

    /** The name in a monitoring system, as {@link Counter#metric}. */
    public String metric() {
        return metric;
    }

    /** Whether the number can decrease. */
    public Counter.Kind kind() {
        return kind;
    }

    /** One sentence for a user. */
    public String help() {
        return help;
    }
}
