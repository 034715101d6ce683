package paloma.load.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** <em>Immutable.</em> Why a run could not take place. */
public final class LoadException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String SEPARATOR = "\t";

    /** <em>Immutable.</em> What was in the way; the details are those of {@link LoadException#details}. */
    public enum Problem {
        /** Not every client got its socket: how many did, how many should, what the system said. */
        TOO_FEW_SOCKETS(3),
        /** Not every client got an address and a port to send from: the same details. */
        TOO_FEW_PORTS(3),
        /** Not every client got a socket, since the system has no route to the server: the same details. */
        NO_WAY(3),
        /** A process that plays clients ended without a result: its exit status. */
        PART_ENDED(1),
        /** Such a process said what it has no reason to say: the beginning of that line. */
        PART_UNCLEAR(1),
        /** The server of this run's own ended or kept silent instead of listening: its exit status. */
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

    /** This as one line for another process. */
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
