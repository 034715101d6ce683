package paloma.load.run;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * <em>Any thread.</em> Counts what the kernel has dropped at some sockets; used by one thread at a time.
 *
 * <p>The list of all sockets is read again only if the machine's total of receive errors has changed.
 */
final class KernelDropMonitor {
    private final Supplier<OptionalLong> list;
    private final Supplier<OptionalLong> errors;
    private OptionalLong lastDrops;
    private OptionalLong lastErrors;

    private KernelDropMonitor(
            Supplier<OptionalLong> list, Supplier<OptionalLong> errors, OptionalLong known, OptionalLong errorsThen) {
        this.list = list;
        this.errors = errors;
        this.lastDrops = known;
        this.lastErrors = errorsThen;
    }

    /**
     * Watches sockets that are there, and lists them at once.
     *
     * @param list reads their drops
     * @param errors reads a number, if there is one, that grows with every drop anywhere
     */
    static KernelDropMonitor of(Supplier<OptionalLong> list, Supplier<OptionalLong> errors) {
        // In this order, here and below: a drop in between is in the list, and has it read once more.
        OptionalLong errorsThen = errors.get();
        return new KernelDropMonitor(list, errors, list.get(), errorsThen);
    }

    /** Watches sockets that are about to be opened. */
    static KernelDropMonitor ofNew(Supplier<OptionalLong> list, Supplier<OptionalLong> errors) {
        return new KernelDropMonitor(list, errors, OptionalLong.of(0), errors.get());
    }

    /** The drops up to now, by the list in any case; for when nothing is measured any more. */
    OptionalLong listed() {
        return list.get();
    }

    /** The drops up to now; empty where the kernel does not tell. */
    OptionalLong get() {
        OptionalLong errorsNow = errors.get();
        if (errorsNow.isEmpty() || !errorsNow.equals(lastErrors)) {
            lastDrops = list.get();
            lastErrors = errorsNow;
        }
        return lastDrops;
    }
}
