package paloma.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import paloma.CloseReason;
import paloma.cli.client.AnswerMatcher;
import paloma.cli.client.ClientConversation;
import paloma.cli.option.DurationValue;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.LineWrapper;
import paloma.cli.server.ConsoleHandler;
import paloma.cli.server.ConsoleListener;
import paloma.cli.server.ConsoleOptions;
import paloma.cli.server.FakeSession;
import paloma.cli.server.ServerConsole;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.server.AccountedServer;
import paloma.server.Server;

/** For every input, the consoles print one safe line. */
@Tag("instrumented")
class ConsoleFuzz {
    private static final String ID = "0b8e4a3c-1d5f-4e6a-9b7c-2f3d4e5a6b7c";
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 57_000);
    private static final Messages WORDS = Messages.of(Language.ES);
    private static final DurationValue TIMEOUT = new DurationValue("2s", Duration.ofSeconds(2));
    /** Characters of a line in addition to the text of unknown origin. */
    private static final int FRAME = 200;

    private static final List<String> PRINTED = new ArrayList<>();
    private static AsyncPrinter printer;
    private static AccountedServer accounted;
    private static Server server;

    @BeforeAll
    static void open() {
        printer = new AsyncPrinter("fuzz", PRINTED::add, Long::toString);
        accounted = AccountedServer.open((session, message) -> {});
        server = accounted.server();
    }

    @AfterAll
    static void close() {
        accounted.close();
        printer.close();
    }

    /** Returns the lines printed since the last call; each is safe and at most that long. */
    private static List<String> printed(int max) {
        printer.drain();
        synchronized (PRINTED) {
            List<String> lines = String.join("", PRINTED).lines().toList();
            PRINTED.clear();
            lines.forEach(line -> assertInert(line, max));
            return lines;
        }
    }

    private static void assertInert(String line, int max) {
        assertTrue(line.length() <= max, () -> "a line of " + line.length() + " characters");
        assertFalse(line.startsWith(LineWrapper.CONTINUATION), line);
        // Rows of a table are aligned by blanks; they quote nothing.
        assertFalse(line.contains("    ") && line.matches(".*[:;].*"), line);
        LineWrapper.wrap(line, 80)
                .lines()
                .skip(1)
                .forEach(row -> assertTrue(row.startsWith(LineWrapper.CONTINUATION), row));
        line.codePoints().forEach(character -> {
            int type = Character.getType(character);
            boolean harmless = type != Character.CONTROL
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR
                    && type != Character.SURROGATE
                    && (type != Character.FORMAT || character == 0x200c || character == 0x200d);
            assertTrue(harmless, () -> "U+" + Integer.toHexString(character) + " in " + line);
        });
    }

    @FuzzTest
    void aForgedDatagramIsOneSafeLineAndItsAnswerIsNeverAnswered(byte[] bytes) {
        ConsoleProtocol wire = new ConsoleProtocol("Tu mensaje fue: ", false);
        ConsoleHandler conversation =
                new ConsoleHandler(new ConsoleOptions(wire, TIMEOUT, false, false), WORDS, printer);
        ConsoleListener events = new ConsoleListener(WORDS, printer, new CompletableFuture<>());
        FakeSession session = new FakeSession(ID, PEER, 1);
        ByteBuffer message = ByteBuffer.wrap(bytes);
        if (!conversation.accepts(PEER, message, true)) {
            assertTrue(wire.isAnswer(message));
            return;
        }
        conversation.onMessage(session, message.duplicate());
        events.onHandlerError(session, new Exception(new String(bytes, StandardCharsets.UTF_8)));
        conversation.onClose(session, CloseReason.IDLE);
        // Two chars for a code point at most.
        List<String> lines = printed(2 * SafeText.MAX_CHARACTERS + FRAME);
        assertEquals(session.closed ? 2 : 3, lines.size(), lines::toString);
        if (!session.closed) {
            assertFalse(conversation.accepts(PEER, wire.answer(message), true));
        }
    }

    @FuzzTest
    void aReplyIsOneSafeLineAtTheClient(byte[] bytes) {
        AnswerMatcher answers = new AnswerMatcher();
        answers.onTimeout(ByteBuffer.wrap(bytes));
        new ClientConversation(
                        null, answers, new ClientConversation.Screen(null, printer, WORDS), TIMEOUT, "localhost:8080")
                .onMessage(ByteBuffer.wrap(bytes));
        assertEquals(1, printed(2 * ConsoleProtocol.MAX_MESSAGE_BYTES + FRAME).size());
    }

    @FuzzTest
    void serverCommandsAreAnsweredInSafeLines(byte[] bytes) {
        LineReader lines = new LineReader(new ByteArrayInputStream(bytes));
        Console console = new Console() {
            private int read;

            @Override
            public InputLine read(String prompt, String atEnd) throws IOException {
                return read++ < 10 ? lines.next() : null;
            }

            @Override
            public void write(String text) {}

            @Override
            public int columns() {
                return 80;
            }

            @Override
            public void stopReading() {}
        };
        new ServerConsole(server, console, WORDS, printer, () -> {}).readAll();
        printed(2 * SafeText.MAX_CHARACTERS + 2 * FRAME);
    }
}
