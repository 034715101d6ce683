package paloma.sim;

import java.util.function.Supplier;

/** An invariant of a simulated world does not hold. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String check, String message) {
        super(check + ": " + message);
    }

    static void unless(boolean holds, String check, String message) {
        if (!holds) {
            throw new Violation(check, message);
        }
    }

    /** The same with a message that is built only on failure, for checks after every step. */
    static void unless(boolean holds, String check, Supplier<String> message) {
        if (!holds) {
            throw new Violation(check, message.get());
        }
    }
}
