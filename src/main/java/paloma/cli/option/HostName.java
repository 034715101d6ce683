package paloma.cli.option;

import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.net.Resolver;

/** <em>Any thread.</em> Errors of the names and addresses that the option {@code --host} takes. */
public final class HostName {
    private HostName() {}

    /** Refuses an address of a link that does not say of which. */
    public static void requireScope(String host, Messages words) {
        if (Resolver.lacksScope(host)) {
            throw new CommandException(
                    CommandException.WRONG_USE,
                    words.say("failure.no-scope", SafeText.text(host.replaceAll("[\\[\\]]", ""))));
        }
    }

    /** No wrong use: a name service may be late, or away for a moment. */
    public static CommandException unknown(String host, Messages words) {
        return new CommandException(
                CommandException.COULD_NOT_RUN, words.say("failure.unknown-host", SafeText.text(host)));
    }
}
