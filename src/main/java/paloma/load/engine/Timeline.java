package paloma.load.engine;

import java.util.Arrays;

/** <em>Reactor-owned.</em> Outcomes of messages by the second in which each was due, and sends by the second of sending. */
public final class Timeline {
    private static final long SECOND = 1_000_000_000L;
    private static final int SENT = 0;
    private static final int ANSWERED = 1;
    private static final int MISSING = 2;
    private static final int TRANSMITTED = 3;
    private static final int COLUMNS = 4;

    private final long from;
    private long[] cells = new long[64 * COLUMNS];
    private int rows;

    /** @param from the start of the first second, in nanoseconds from the start of the run */
    Timeline(long from) {
        this.from = from;
    }

    /** Whether {@code time} is not before the first second. */
    boolean contains(long time) {
        return time >= from;
    }

    /** A message due at {@code time} was sent. */
    void sent(long time) {
        add(time, SENT, 1);
    }

    /** A message due at {@code time} was not sent. */
    void unsent(long time) {
        add(time, SENT, -1);
    }

    /** A message due at {@code time} was answered in time. */
    void answered(long time) {
        add(time, ANSWERED, 1);
    }

    /** A message due at {@code time} was not answered in time. */
    void missing(long time) {
        add(time, MISSING, 1);
    }

    /** A message was sent at {@code time}, whenever it was due. */
    void transmitted(long time) {
        add(time, TRANSMITTED, 1);
    }

    private void add(long time, int column, int change) {
        int cell = cell(time) + column;
        cells[cell] += change;
    }

    /** The first cell of the second's row; grows the table if needed. */
    private int cell(long time) {
        int row = (int) Math.max(0, (time - from) / SECOND);
        if (row >= rows) {
            rows = row + 1;
            if (rows * COLUMNS > cells.length) {
                cells = Arrays.copyOf(cells, Math.max(rows * COLUMNS, cells.length * 2));
            }
        }
        return row * COLUMNS;
    }

    /** The number of seconds. */
    public int seconds() {
        return rows;
    }

    public long sentIn(int second) {
        return second < rows ? cells[second * COLUMNS + SENT] : 0;
    }

    public long answeredIn(int second) {
        return second < rows ? cells[second * COLUMNS + ANSWERED] : 0;
    }

    public long missingIn(int second) {
        return second < rows ? cells[second * COLUMNS + MISSING] : 0;
    }

    public long transmittedIn(int second) {
        return second < rows ? cells[second * COLUMNS + TRANSMITTED] : 0;
    }
}
