package paloma.impair;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * <em>One thread.</em> One direction of one client: packets are offered when they come and polled when they are to arrive. No
 * socket and no clock: {@code now} is nanoseconds since the proxy started.
 */
final class Link {
    /** The {@link #deadline()} of an empty link. */
    static final long NEVER = Long.MAX_VALUE;
    /** The maximum number of waiting packets. */
    static final int MAX_WAITING = 16_384;

    /** <em>Immutable.</em> On its way; the serial number keeps the order among those of the same instant. */
    private record Moving(byte[] packet, long at, long serial) {}

    /** Waits for {@code toPass} later packets. */
    private static final class Held {
        final byte[] packet;
        final int copies;
        final long at;
        final long until;
        int toPass;

        Held(byte[] packet, int copies, long at, long until, int toPass) {
            this.packet = packet;
            this.copies = copies;
            this.at = at;
            this.until = until;
            this.toPass = toPass;
        }
    }

    private final Impairment impairment;
    private final Faults.Reordering reordering;
    private final PacketCounts counts;
    private final PriorityQueue<Moving> moving =
            new PriorityQueue<>(Comparator.comparingLong(Moving::at).thenComparingLong(Moving::serial));
    private final List<Held> held = new ArrayList<>();
    private long serial;

    Link(Faults faults, long seed, PacketCounts counts) {
        this.impairment = new Impairment(faults, seed);
        this.reordering = faults.reordering();
        this.counts = counts;
    }

    /** Adds a packet. */
    void offer(byte[] packet, long now) {
        counts.add(Count.CAME);
        Fate fate = impairment.next(packet.length, now);
        if (fate.loss() != null) {
            counts.add(fate.loss());
            return;
        }
        if (moving.size() + held.size() >= MAX_WAITING) {
            counts.add(Count.NO_ROOM);
            return;
        }
        count(fate, packet.length);
        long at = now + fate.delayNanos();
        if (fate.held()) {
            held.add(new Held(fate.of(packet), fate.copies(), at, now + reordering.holdNanos(), reordering.gap()));
        } else {
            move(fate.of(packet), fate.copies(), at);
            letGo(at);
        }
    }

    private void count(Fate fate, int length) {
        for (int copy = 1; copy < fate.copies(); copy++) {
            counts.add(Count.DUPLICATED);
        }
        if (fate.held()) {
            counts.add(Count.REORDERED);
        }
        if (fate.flippedBit() != Fate.NO_BIT) {
            counts.add(Count.CORRUPTED);
        }
        if (fate.length() < length) {
            counts.add(Count.TRUNCATED);
        }
    }

    private void move(byte[] packet, int copies, long at) {
        for (int copy = 0; copy < copies; copy++) {
            moving.add(new Moving(packet, at, serial++));
        }
    }

    /** A packet that arrives {@code at} passes the held ones; those that have let enough pass follow it. */
    private void letGo(long at) {
        for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
            Held one = all.next();
            if (--one.toPass == 0) {
                all.remove();
                move(one.packet, one.copies, Math.max(one.at, at));
            }
        }
    }

    /** The next packet that has arrived by {@code now}; null when there is none. */
    byte[] poll(long now) {
        // The first held packet is released first.
        while (!held.isEmpty() && held.get(0).until <= now) {
            Held one = held.remove(0);
            move(one.packet, one.copies, Math.max(one.at, one.until));
        }
        return moving.isEmpty() || moving.peek().at() > now
                ? null
                : moving.remove().packet();
    }

    /** When {@link #poll} may return a packet. */
    long deadline() {
        long next = moving.isEmpty() ? NEVER : moving.peek().at();
        return held.isEmpty() ? next : Math.min(next, held.get(0).until);
    }
}
