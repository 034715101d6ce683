package paloma.server;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.RandomAccess;
import paloma.Session;
import paloma.session.PeerSession;

/**
 * <em>Reactor-owned.</em> Sorts any number of sessions by the time of their opening, in steps that are each bounded in sessions.
 * Sessions are collected in runs of one size, each sorted when it is full; then the runs are merged, a slice of the result at
 * a time. Nothing is ever copied as a whole: the list is a view of the slices.
 */
final class OpeningTimeSort {
    /** Sessions of a run, and of a slice of the result. */
    static final int SLICE = 512;

    private static final Comparator<PeerSession> BY_OPENING = Comparator.comparingLong(PeerSession::openedAtNanos);

    private final PriorityQueue<Run> runs = new PriorityQueue<>();
    private final List<Session[]> slices = new ArrayList<>();
    // Null while empty: most commands wait in the queue first.
    private PeerSession[] currentRun;
    private int currentRunSize;
    private int collected;
    private int merged;

    /** Adds {@code session}; sorts at most one run. Not to be called once {@link #merge} was. */
    void add(PeerSession session) {
        if (currentRun == null) {
            currentRun = new PeerSession[SLICE];
        }
        currentRun[currentRunSize++] = session;
        collected++;
        if (currentRunSize == SLICE) {
            endRun();
        }
    }

    private void endRun() {
        Arrays.sort(currentRun, 0, currentRunSize, BY_OPENING);
        runs.add(new Run(currentRun, currentRunSize));
        currentRun = null;
        currentRunSize = 0;
    }

    /** Makes the next slice of the result; returns its sessions, 0 when all of them are in order. */
    int merge() {
        if (currentRunSize > 0) {
            endRun();
        }
        Session[] slice = new Session[Math.min(SLICE, collected - merged)];
        for (int i = 0; i < slice.length; i++) {
            Run earliest = runs.remove();
            slice[i] = earliest.take();
            if (earliest.hasMore()) {
                runs.add(earliest);
            }
        }
        if (slice.length > 0) {
            slices.add(slice);
            merged += slice.length;
        }
        return slice.length;
    }

    /** Whether every session that was added is in the result. */
    boolean isSorted() {
        return merged == collected;
    }

    /** The result, unmodifiable. */
    List<Session> sorted() {
        return new Slices(slices, merged);
    }

    /** <em>Reactor-owned.</em> A sorted run with a read position; ordered by its next session. */
    private static final class Run implements Comparable<Run> {
        private final PeerSession[] sessions;
        private final int size;
        private int next;

        Run(PeerSession[] sessions, int size) {
            this.sessions = sessions;
            this.size = size;
        }

        PeerSession take() {
            return sessions[next++];
        }

        boolean hasMore() {
            return next < size;
        }

        @Override
        public int compareTo(Run other) {
            return BY_OPENING.compare(sessions[next], other.sessions[other.next]);
        }
    }

    /** <em>Immutable.</em> Slices that are all full but the last, as one list. */
    private static final class Slices extends AbstractList<Session> implements RandomAccess {
        private final List<Session[]> slices;
        private final int size;

        Slices(List<Session[]> slices, int size) {
            this.slices = slices;
            this.size = size;
        }

        @Override
        public Session get(int index) {
            Objects.checkIndex(index, size);
            return slices.get(index / SLICE)[index % SLICE];
        }

        @Override
        public int size() {
            return size;
        }
    }
}
