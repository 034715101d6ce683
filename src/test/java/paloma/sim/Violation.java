package paloma.sim;

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
}
