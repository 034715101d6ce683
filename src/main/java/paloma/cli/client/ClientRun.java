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

/** <em>Main thread.</em> One run of the client, from the first prompt to the exit status. */
final class ClientRun {
    /** Maximum duration of a stop: the client's close, the terminal, and the last line. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final ClientOptions options;
    private final AnswerMatcher answerMatcher = new AnswerMatcher();
    private final DurationValue timeout;
    private final Messages texts;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Throwable failure;

    ClientRun(ClientOptions options, DurationValue timeout, Messages texts) {
        this.options = options.withMatcher(1, answerMatcher);
        this.timeout = timeout;
        this.texts = texts;
    }

    /** Runs the conversation until the user or a signal ends it; returns the exit status. */
    int run() {
        LibraryLog.silence(this::onClientFailure);
        Signals signals = Signals.installStop(ended::countDown, STOP_TIMEOUT, CommandException.COULD_NOT_RUN);
        int status = CommandException.COULD_NOT_RUN;
        try (Client client = open()) {
            converse(client, Console.open(true, signals::interrupt));
            status = failure == null ? 0 : CommandException.COULD_NOT_RUN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = 0;
        } finally {
            signals.onFinished(status);
        }
        if (failure != null) {
            throw new CommandException(CommandException.COULD_NOT_RUN, CommandException.unexpected(failure, texts));
        }
        return status;
    }

    /** Called on any thread when an error has ended the client; ends the conversation. */
    private void onClientFailure(Throwable error) {
        failure = error;
        ended.countDown();
    }

    private void converse(Client client, Console console) throws InterruptedException {
        try (AsyncPrinter printer = new AsyncPrinter("paloma-stdout", console, n -> texts.format("left-out", n))) {
            String server = HostPort.of(SafeText.of(options.host()), options.port());
            ClientConversation conversation = new ClientConversation(
                    client, answerMatcher, new ClientConversation.Screen(console, printer, texts), timeout, server);
            client.onMessage(conversation::onMessage);
            start(conversation);
            ended.await();
            client.send(ConsoleProtocol.LEAVE);
            console.stopReading();
            printer.print(texts.format("client.disconnected"));
        }
    }

    private Client open() {
        try {
            return Client.open(options);
        } catch (UnknownHostException e) {
            throw HostName.unresolved(options.host(), texts);
        } catch (IOException e) {
            throw new CommandException(
                    CommandException.COULD_NOT_RUN,
                    texts.format("client.cannot-open", SafeText.of(String.valueOf(e.getMessage()))));
        }
    }

    /** Starts the input thread: a signal cannot wake a thread that waits for input. */
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
