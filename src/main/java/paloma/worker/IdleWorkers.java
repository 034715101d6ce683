package paloma.worker;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * <em>Any thread.</em> The set of idle workers, one bit each. The thread that clears a worker's bit, and no other, must
 * keep the worker running: another thread wakes it, the worker itself does not sleep.
 */
final class IdleWorkers {
    private final int workers;
    private final AtomicLongArray words;

    IdleWorkers(int workers) {
        this.workers = workers;
        words = new AtomicLongArray((workers + 63) / 64);
    }

    /** Worker {@code index} is about to sleep; it must check for work once more before that. */
    void add(int index) {
        words.getAndUpdate(index >> 6, word -> word | 1L << index);
    }

    /** Worker {@code index} has found work and does not sleep. */
    void remove(int index) {
        words.getAndUpdate(index >> 6, word -> word & ~(1L << index));
    }

    boolean contains(int index) {
        return (words.get(index >> 6) & 1L << index) != 0;
    }

    /** Removes a worker, which the caller must wake; -1 when all are busy. */
    int take() {
        for (int i = 0; i < words.length(); i++) {
            for (long word = words.get(i); word != 0; word = words.get(i)) {
                if (words.compareAndSet(i, word, word & word - 1)) {
                    return i << 6 | Long.numberOfTrailingZeros(word);
                }
            }
        }
        return -1;
    }

    /** Whether all workers are idle. */
    boolean areAllIdle() {
        int left = workers;
        for (int i = 0; i < words.length(); i++) {
            left -= Long.bitCount(words.get(i));
        }
        return left == 0;
    }
}
