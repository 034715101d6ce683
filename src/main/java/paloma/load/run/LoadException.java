package paloma.load.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** <em>Immutable.</em> A run could not start or complete. */
public final class LoadException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String SEPARATOR = "\t";

    /** <em>Immutable.</em> The cause, with the number of its {@link LoadException#details}. */
    public enum Problem {
        /** Not every client has a socket: how many have, how many clients, the system's error text. */
        TOO_FEW_SOCKETS(3),
        /** Not every client has a source address and port: the same details. */
        TOO_FEW_PORTS(3),
        /** The system has no route to the server: the same details. */
        NO_ROUTE(3),
        /** A worker process ended without a result: its exit status. */
        WORKER_ENDED(1),
        /** A worker process wrote an invalid line: the beginning of the line. */
        INVALID_MESSAGE(1),
        /** The server started by the run ended or printed no port in time: its exit status. */
        SERVER_NOT_LISTENING(1);

        private final int details;

        Problem(int details) {
            this.details = details;
        }
    }

    private final Problem problem;
    private final transient List<String> details;

    LoadException(Problem problem, Object... details) {
        super(problem + " " + Arrays.toString(details));
        this.problem = problem;
        this.details = Stream.of(details)
                .map(detail -> String.valueOf(detail).replaceAll("\\s+", " "))
                .toList();
    }

    /** Returns the exception as one line, for another process. */
    String toLine() {
        return problem + SEPARATOR + String.join(SEPARATOR, details);
    }

    /** @throws IllegalArgumentException when the line is not one of {@link #toLine} */
    static LoadException ofLine(String line) {
        String[] fields = line.split(SEPARATOR);
        Problem problem = Problem.valueOf(fields[0]);
        if (fields.length != 1 + problem.details) {
            throw new IllegalArgumentException("not a problem: " + line);
        }
        return new LoadException(problem, (Object[]) Arrays.copyOfRange(fields, 1, fields.length));
    }

    public Problem problem() {
        return problem;
    }

    public List<String> details() {
        return details;
    }
}
