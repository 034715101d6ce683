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

/**
 * <em>Any thread.</em> One thread reads the input; {@link #onMessage} is called on the reactor thread. Sends input
 * lines as requests and prints the answers.
 */
public final class ClientConversation {
    /**
     * <em>Immutable.</em> What the user sees and types.
     *
     * @param console reads the input
     * @param printer prints messages that answer no request
     * @param texts in the user's language
     */
    public record Screen(Console console, AsyncPrinter printer, Messages texts) {}

    private final Client client;
    private final AnswerMatcher answerMatcher;
    private final Console console;
    private final AsyncPrinter printer;
    private final Messages texts;
    private final DurationValue timeout;
    private final String server;

    /** @param server host and port, for the user */
    public ClientConversation(
            Client client, AnswerMatcher answerMatcher, Screen screen, DurationValue timeout, String server) {
        this.client = client;
        this.answerMatcher = answerMatcher;
        this.console = screen.console();
        this.printer = screen.printer();
        this.texts = screen.texts();
        this.timeout = timeout;
        this.server = server;
    }

    /** Returns when the user has left the conversation, or the input has ended or failed. */
    void run() {
        String leaveWord = texts.format("client.leave");
        String prompt = texts.format("client.prompt", leaveWord);
        try {
            for (InputLine line = console.read(prompt, leaveWord);
                    !isLeave(line, leaveWord);
                    line = console.read(prompt, leaveWord)) {
                if (!line.text().isEmpty()) {
                    show(exchange(line));
                }
            }
        } catch (IOException e) {
            // The input is not readable, or a signal closed the client.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called on the reactor thread for a message that answers no request. */
    public void onMessage(ByteBuffer message) {
        if (answerMatcher.answersValidation(message)) {
            return;
        }
        boolean late = answerMatcher.onUnmatched(message);
        printer.print(texts.format(late ? "client.late" : "client.pushed", text(message)));
    }

    /** Returns whether {@code line} is {@code leaveWord}, that in the user's language, or that of the protocol. */
    static boolean isLeave(InputLine line, String leaveWord) {
        String word = line.text().strip();
        return word.equals(leaveWord) || word.equals(ConsoleProtocol.LEAVE);
    }

    /** Sends {@code line} and returns the line to print: the answer or an error. */
    private String exchange(InputLine line) throws IOException, InterruptedException {
        if (!line.isUtf8()) {
            return line.encodingError(texts);
        }
        if (line.bytes() > ConsoleProtocol.MAX_MESSAGE_BYTES) {
            return texts.format("client.too-long", line.bytes(), ConsoleProtocol.MAX_MESSAGE_BYTES);
        }
        ByteBuffer message = ConsoleProtocol.utf8(line.text());
        try {
            ByteBuffer answer = request(message);
            return texts.format(
                    answerMatcher.isUncertain(message, answer) ? "client.doubtful" : "client.answer", text(answer));
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
                        answerMatcher.onTimeout(message);
                    }
                })
                .get();
    }

    private String failure(Throwable error) {
        if (error instanceof TimeoutException) {
            return texts.format("client.no-answer", timeout);
        }
        if (error instanceof PortUnreachableException || error instanceof NoRouteToHostException) {
            return texts.format("client.unreachable", server);
        }
        return texts.format("client.not-sent", SafeText.of(String.valueOf(error.getMessage())));
    }

    /** Prints {@code line} after the unmatched messages that arrived before it. */
    private void show(String line) {
        printer.drain();
        try {
            console.write(line + "\n");
        } catch (IOException e) {
            // The output has no reader; the conversation continues until the input ends.
        }
    }

    private static String text(ByteBuffer message) {
        return SafeText.of(
                LosslessUtf8.decodeAll(ConsoleProtocol.withoutLineBreak(message)), ConsoleProtocol.MAX_MESSAGE_BYTES);
    }
}
