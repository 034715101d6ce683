package paloma.session;

import java.util.function.Consumer;

/**
 * <em>Reactor-owned.</em> One pass over the sessions of a table in bounded steps, while others open and close and the
 * table grows and shrinks: every session that is live all the while is visited once, none is visited twice.
 */
public final class Walk {
    private final Buckets buckets;
    private long position;

    Walk(Buckets buckets) {
        this.buckets = buckets;
    }

    /**
     * Visits the sessions of up to {@code most} buckets; false when the walk has ended.
     *
     * @param visitor may take the session it visits out of the table, and no other
     */
    public boolean step(int most, Consumer<PeerSession> visitor) {
        for (int i = 0; i < most && position < Buckets.END; i++) {
            position = buckets.visit(position, visitor);
        }
        return position < Buckets.END;
    }
}
