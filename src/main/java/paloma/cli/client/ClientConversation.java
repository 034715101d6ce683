package paloma.cli.client;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import paloma.cli.console.Console;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.console.InputLine;
import paloma.cli.option.DurationValue;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.LosslessUtf8;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.client.Client;

/** <em>One thread</em>, but for {@link #heard}. Line by line: what the person says, and what the server answers. */
public final class ClientConversation {
    private final Client client;
    private final AnswerMatcher answers;
    private final Console console;
    private final AsyncPrinter pushed;
    private final Messages words;
    private final DurationValue timeout;
    private final String server;

    /**
     * @param pushed prints what the server says unasked
     * @param server where it is, for the person
     */
    public ClientConversation(
            Client client,
            AnswerMatcher answers,
            Console console,
            AsyncPrinter pushed,
            Messages words,
            DurationValue timeout,
            String server) {
        this.client = client;
        this.answers = answers;
        this.console = console;
        this.pushed = pushed;
        this.words = words;
        this.timeout = timeout;
        this.server = server;
    }

    /** Returns when the person has said goodbye, or the input has ended or broken. */
    void run() {
        String prompt = words.say("client.prompt");
        try {
            for (InputLine line = read(prompt);
                    !line.text().strip().equals(ConsoleProtocol.LEAVE);
                    line = read(prompt)) {
                if (!line.text().isEmpty()) {
                    tell(ask(line));
                }
            }
        } catch (IOException e) {
            // The input cannot be read any more, or a signal closed the client meanwhile.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A message that answers no request. Called on the reactor thread. */
    public void heard(ByteBuffer message) {
        if (answers.isForTheEmptyOne(message)) {
            return;
        }
        boolean late = answers.heard(message);
        pushed.print(words.say(late ? "client.late" : "client.pushed", text(message)));
    }

    private InputLine read(String prompt) throws IOException {
        return console.read(prompt, ConsoleProtocol.LEAVE);
    }

    /** Sends {@code line} and returns what came of it, in words. */
    private String ask(InputLine line) throws IOException, InterruptedException {
        if (!line.isUtf8()) {
            return line.refusal(words);
        }
        if (line.bytes() > ConsoleProtocol.MESSAGE_BYTES) {
            return words.say("client.too-long", line.bytes(), ConsoleProtocol.MESSAGE_BYTES);
        }
        ByteBuffer message = ConsoleProtocol.utf8(line.text());
        try {
            ByteBuffer answer = request(message);
            return words.say(answers.isDoubtful(message, answer) ? "client.doubtful" : "client.answer", text(answer));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClosedChannelException closed) {
                throw closed;
            }
            return failure(e.getCause());
        }
    }

    private ByteBuffer request(ByteBuffer message) throws InterruptedException, ExecutionException {
        return client.request(message.duplicate())
                .whenComplete((answer, error) -> {
                    if (error instanceof TimeoutException) {
                        answers.timedOut(message);
                    }
                })
                .get();
    }

    private String failure(Throwable error) {
        if (error instanceof TimeoutException) {
            return words.say("client.no-answer", timeout);
        }
        if (error instanceof PortUnreachableException || error instanceof NoRouteToHostException) {
            return words.say("client.unreachable", server);
        }
        return words.say("client.not-sent", SafeText.text(String.valueOf(error.getMessage())));
    }

    /** What the server said unasked before is shown before. */
    private void tell(String line) {
        pushed.drain();
        try {
            console.write(line + "\n");
        } catch (IOException e) {
            // Nobody reads the output any more; the conversation goes on until the input ends.
        }
    }

    private static String text(ByteBuffer message) {
        return SafeText.text(
                LosslessUtf8.text(ConsoleProtocol.withoutLineBreak(message)), ConsoleProtocol.MESSAGE_BYTES);
    }
}
