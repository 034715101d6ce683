package paloma.cli.server;

import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.DurationValue;

/**
 * <em>Immutable.</em> How a server talks to its peers and its operator.
 *
 * @param protocol the prefix of the answers
 * @param idleTimeout of sessions, as the user wrote it
 * @param quiet whether no line is printed for events
 * @param stopAtEnd whether the end of the input stops the server
 */
public record ConsoleOptions(ConsoleProtocol protocol, DurationValue idleTimeout, boolean quiet, boolean stopAtEnd) {}
