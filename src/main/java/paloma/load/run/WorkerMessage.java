package paloma.load.run;

import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Result;

/** <em>Immutable.</em> What a {@link WorkerMain} told in one line. */
sealed interface WorkerMessage {
    /** <em>Immutable.</em> The worker has opened its sockets. */
    record Ready() implements WorkerMessage {}

    /** <em>Immutable.</em> The worker's progress. */
    record Progress(ProgressSnapshot snapshot) implements WorkerMessage {}

    /** <em>Immutable.</em> The worker's result. */
    record Done(Result result) implements WorkerMessage {}

    /**
     * Understands a line.
     *
     * @throws LoadException what the line says was in the way, or that it says nothing that a part can say
     */
    static WorkerMessage of(String line) throws LoadException {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = line.substring(space + 1);
        LoadException failure;
        try {
            switch (word) {
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
                    failure = new LoadException(LoadException.Problem.PART_UNCLEAR, beginning(line));
            }
        } catch (RuntimeException e) {
            // Numbers that are none, too few of them, a histogram that cannot be decoded.
            failure = new LoadException(LoadException.Problem.PART_UNCLEAR, beginning(line));
        }
        throw failure;
    }

    private static String beginning(String line) {
        return line.substring(0, Math.min(line.length(), 80));
    }
}
