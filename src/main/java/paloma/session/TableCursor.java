package paloma.session;

import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> One pass over the sessions of a table in bounded steps, while others open and close and the
 * table grows and shrinks: every session that is live all the while is visited once, none is visited twice.
 */
public final class TableCursor {
    private final LinearHashTable table;
    private long position;
    private int visited;

    TableCursor(LinearHashTable buckets) {
        this.table = buckets;
    }

    /**
     * Visits the sessions of up to {@code most} buckets, and of no further bucket once it has visited as many sessions.
     *
     * @param visitor may take the session it visits out of the table, and no other
     * @return false when the walk has ended
     */
    public boolean step(int most, Consumer<PeerSession> visitor) {
        visited = 0;
        for (int i = 0; i < most && visited < most && !isAtEnd(); i++) {
            position = table.visit(position, session -> {
                visited++;
                visitor.accept(session);
            });
        }
        return !isAtEnd();
    }

    /** How many sessions the last step visited. */
    public int visited() {
        return visited;
    }

    /** Whether every session was visited. */
    public boolean isAtEnd() {
        return position == LinearHashTable.END;
    }
}
