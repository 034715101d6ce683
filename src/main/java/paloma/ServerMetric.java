package paloma;

import java.util.function.Function;

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

    /**
     * <em>Immutable.</em> A text of a server as a metric: a gauge with the value 1 and the text as its label.
     * Each is declared here only.
     */
    public enum Info {
        BUILD("paloma.build.info", "version", "The version of Paloma; the value is 1.", ServerStatus::version),
        TRANSPORT(
                "paloma.transport.info",
                "transport",
                "The system calls that receive and send: channel, or batch for recvmmsg and sendmmsg; the value is 1.",
                status -> status.transport().label());

        private final String metric;
        private final String label;
        private final String help;
        private final Function<ServerStatus, String> value;

        Info(String metric, String label, String help, Function<ServerStatus, String> value) {
            this.metric = metric;
            this.label = label;
            this.help = help;
            this.value = value;
        }

        /** The name in a monitoring system, as {@link Counter#metric}. */
        public String metric() {
            return metric;
        }

        /** The name of the label. Example: {@code version}. */
        public String label() {
            return label;
        }

        /** One sentence for a user. */
        public String help() {
            return help;
        }

        /** The label's value. It does not change while the server is open. */
        public String value(ServerStatus status) {
            return value.apply(status);
        }
    }

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
