package paloma.load.run;

import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

/** <em>Immutable.</em> A message from a {@link WorkerMain}, sent as one line. */
sealed interface WorkerMessage {
    /** <em>Immutable.</em> The worker has opened its sockets. */
    record Ready() implements WorkerMessage {}

    /** <em>Immutable.</em> The worker's progress. */
    record Progress(ProgressSnapshot snapshot) implements WorkerMessage {}

    /** <em>Immutable.</em> The worker's result. */
    record Done(Result result) implements WorkerMessage {}

    /**
     * Parses a line.
     *
     * @throws LoadException the failure that the line reports, or {@link LoadException.Problem#INVALID_MESSAGE}
     */
    static WorkerMessage of(String line) throws LoadException {
        int space = line.indexOf(' ');
        String type = space < 0 ? line : line.substring(0, space);
        String rest = line.substring(space + 1);
        LoadException failure;
        try {
            switch (type) {
                case WorkerMain.PROGRESS:
                    return new Progress(ProgressSnapshot.ofText(rest));
                case WorkerMain.RESULT:
                    return new Done(Result.ofLine(rest));
                case WorkerMain.FAILED:
                    failure = LoadException.ofLine(rest);
                    break;
                default:
                    if (line.equals(WorkerMain.READY)) {
                        return new Ready();
                    }
                    failure = new LoadException(LoadException.Problem.INVALID_MESSAGE, beginning(line));
            }
        } catch (RuntimeException e) {
            // An invalid number, a missing field, or an invalid histogram.
            failure = new LoadException(LoadException.Problem.INVALID_MESSAGE, beginning(line));
        }
        throw failure;
    }

    private static String beginning(String line) {
        return line.substring(0, Math.min(line.length(), 80));
    }
}
