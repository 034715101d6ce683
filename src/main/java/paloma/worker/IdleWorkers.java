package paloma.worker;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * <em>Any thread.</em> Which workers have nothing to do, a bit for each. Whoever clears a worker's bit, and nobody else, has
 * to see to it that the worker goes on: another thread by waking it, the worker itself by not going to sleep.
 */
final class IdleWorkers {
    private final int workers;
    private final AtomicLongArray words;

    IdleWorkers(int workers) {
        this.workers = workers;
        words = new AtomicLongArray((workers + 63) / 64);
    }

    /** Worker {@code index} is about to sleep; it must look for work once more before it does. */
    void add(int index) {
        words.getAndUpdate(index >> 6, word -> word | 1L << index);
    }

    /** Worker {@code index} has found work and does not sleep after all. */
    void remove(int index) {
        words.getAndUpdate(index >> 6, word -> word & ~(1L << index));
    }

    boolean contains(int index) {
        return (words.get(index >> 6) & 1L << index) != 0;
    }

    /** Takes a worker out, which the caller must wake; -1 when all are busy. */
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

    /** Whether no worker is busy. */
    boolean areAllIdle() {
        int left = workers;
        for (int i = 0; i < words.length(); i++) {
            left -= Long.bitCount(words.get(i));
        }
        return left == 0;
    }
}
