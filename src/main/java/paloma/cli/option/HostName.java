package paloma.cli.option;

import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.net.Resolver;

/** <em>Any thread.</em> Errors of the host names and addresses of the option {@code --host}. */
public final class HostName {
    private HostName() {}

    /** Rejects a link-local IPv6 address without its zone (RFC 4007). */
    public static void requireScope(String host, Messages texts) {
        if (Resolver.lacksScope(host)) {
            throw new CommandException(
                    CommandException.USAGE_ERROR,
                    texts.format("failure.no-scope", SafeText.of(host.replaceAll("[\\[\\]]", ""))));
        }
    }

    /**
     * Returns the exception for a name that does not resolve. Not a usage error: a name service may be slow or briefly
     * unavailable.
     */
    public static CommandException unresolved(String host, Messages texts) {
        return new CommandException(
                CommandException.COULD_NOT_RUN, texts.format("failure.unknown-host", SafeText.of(host)));
    }
}
