package paloma.sim;

import java.util.function.Supplier;

/** Something happened in a simulated world that must never happen. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String check, String what) {
        super(check + ": " + what);
    }

    static void unless(boolean holds, String check, String what) {
        if (!holds) {
            throw new Violation(check, what);
        }
    }

    /** The same without making words of what does not happen, for what is asked after every step. */
    static void unless(boolean holds, String check, Supplier<String> what) {
        if (!holds) {
            throw new Violation(check, what.get());
        }
    }
}
