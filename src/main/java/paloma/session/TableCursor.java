package paloma.session;

import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> A pass over the sessions of a table in bounded steps. Sessions may open and close meanwhile,
 * and the table may resize. A session that is live during the whole pass is visited once, no session twice.
 */
public final class TableCursor {
    private final LinearHashTable table;
    private long position;
    private int visited;

    TableCursor(LinearHashTable table) {
        this.table = table;
    }

    /**
     * Visits up to {@code max} buckets, and no further bucket after {@code max} sessions.
     *
     * @param visitor may remove the visited session from the table, and no other
     * @return false at the end of the pass
     */
    public boolean step(int max, Consumer<PeerSession> visitor) {
        visited = 0;
        for (int i = 0; i < max && visited < max && !isAtEnd(); i++) {
            position = table.visit(position, session -> {
                visited++;
                visitor.accept(session);
            });
        }
        return !isAtEnd();
    }

    /** Sessions that the last step visited. */
    public int visited() {
        return visited;
    }

    /** Whether the pass is complete. */
    public boolean isAtEnd() {
        return position == LinearHashTable.END;
    }
}
