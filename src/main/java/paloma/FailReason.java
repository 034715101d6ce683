package paloma;

/**
 * <em>Immutable.</em> Why an accepted message was not handled.
 * Every accepted message is handled, failed for one of these reasons, running, or waiting.
 */
public enum FailReason {
    /** {@link Handler#onMessage} threw. */
    HANDLER_THREW,
    /** The session ended while the message still waited. */
    CLOSED_BEFORE_HANDLED,
    /** The message still waited when the server's drain time ran out. */
    DRAIN_DEADLINE
}
