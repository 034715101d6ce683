package paloma.cli.client;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import paloma.cli.console.Console;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HostName;
import paloma.cli.option.HostPort;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.process.LibraryLog;
import paloma.cli.process.Signals;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.client.Client;
import paloma.client.ClientOptions;

/** <em>Main thread.</em> One conversation from its first prompt to its end. */
final class ClientRun {
    /** What stopping takes at most: the client's close, the terminal, and the last line. */
    private static final Duration STOP_BOUND = Duration.ofSeconds(10);

    private final ClientOptions options;
    private final AnswerMatcher answers = new AnswerMatcher();
    private final DurationValue timeout;
    private final Messages words;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable broken;

    ClientRun(ClientOptions options, DurationValue timeout, Messages words) {
        this.options = options.withMatcher(1, answers);
        this.timeout = timeout;
        this.words = words;
    }

    /** Converses until the person or a signal ends it; returns the exit status. */
    int run() {
        LibraryLog.silence(this::broken);
        Signals signals = Signals.callOnFirst(ended::countDown, STOP_BOUND, CommandException.COULD_NOT_RUN);
        int status = CommandException.COULD_NOT_RUN;
        try (Client client = open()) {
            converse(client, Console.open(true, signals::interrupt));
            status = broken == null ? 0 : CommandException.COULD_NOT_RUN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = 0;
        } finally {
            signals.finished(status);
        }
        if (broken != null) {
            throw new CommandException(CommandException.COULD_NOT_RUN, CommandException.unexpected(broken, words));
        }
        return status;
    }

    /** The client has ended by an error of its own: so has the conversation. */
    private void broken(Throwable error) {
        broken = error;
        ended.countDown();
    }

    private void converse(Client client, Console console) throws InterruptedException {
        try (AsyncPrinter pushed = new AsyncPrinter("paloma-stdout", console, n -> words.say("left-out", n))) {
            String server = HostPort.of(SafeText.text(options.host()), options.port());
            ClientConversation conversation =
                    new ClientConversation(client, answers, console, pushed, words, timeout, server);
            client.onMessage(conversation::heard);
            start(conversation);
            ended.await();
            client.send(ConsoleProtocol.LEAVE);
            console.end();
            pushed.print(words.say("client.disconnected"));
        }
    }

    private Client open() {
        try {
            return Client.open(options);
        } catch (UnknownHostException e) {
            throw HostName.unknown(options.host(), words);
        } catch (IOException e) {
            throw new CommandException(
                    CommandException.COULD_NOT_RUN,
                    words.say("client.cannot-open", SafeText.text(String.valueOf(e.getMessage()))));
        }
    }

    /** A thread of its own, because one that waits for input cannot be woken by a signal. */
    private void start(ClientConversation conversation) {
        Thread thread = new Thread(
                () -> {
                    try {
                        conversation.run();
                    } finally {
                        ended.countDown();
                    }
                },
                "paloma-console");
        thread.setDaemon(true);
        thread.start();
    }
}
