package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.DurationValue;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class ConsoleHandlerTest {
    private static final String ID = "0b8e4a3c-1d5f-4e6a-9b7c-2f3d4e5a6b7c";
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 57_000);

    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AsyncPrinter out = new AsyncPrinter("test-out", printed::add, n -> "(" + n + " left out)");
    private final AsyncPrinter err = new AsyncPrinter("test-err", errors::add, n -> "(" + n + " left out)");
    private final FakeSession session = new FakeSession(ID, PEER, 1);

    @AfterEach
    void close() {
        out.close();
        err.close();
    }

    @Test
    void sessionsAndMessagesArePrintedInSpanish() {
        ConsoleHandler conversation = conversation(Language.ES, false);
        conversation.onOpen(session);
        conversation.onMessage(session, ConsoleProtocol.utf8("Hola, servidor!\n"));
        conversation.onClose(session, CloseReason.CLOSED);
        conversation.onClose(session, CloseReason.IDLE);
        conversation.onClose(session, CloseReason.STOPPING);
        conversation.onClose(session, CloseReason.EVICTED);
        assertEquals(
                List.of(
                        "Conexión aceptada desde ('127.0.0.1', 57000) con ID de sesión " + ID,
                        "Mensaje de (127.0.0.1, " + ID + "): Hola, servidor!",
                        "Sesión " + ID + " cerrada: el cliente se desconectó",
                        "Sesión " + ID + " cerrada: inactiva durante 90s",
                        "Sesión " + ID + " cerrada: el servidor se detiene",
                        "Sesión " + ID + " cerrada: cedió su lugar"),
                lines(out, printed));
    }

    @Test
    void sessionsAndMessagesArePrintedInEnglishAndAnsweredTheSame() {
        ConsoleHandler conversation = conversation(Language.EN, false);
        conversation.onOpen(session);
        conversation.onMessage(session, ConsoleProtocol.utf8("Hola, servidor!"));
        conversation.onClose(session, CloseReason.CLOSED);
        conversation.onClose(session, CloseReason.IDLE);
        conversation.onClose(session, CloseReason.STOPPING);
        assertEquals(
                List.of(
                        "Connection accepted from ('127.0.0.1', 57000) with session ID " + ID,
                        "Message from (127.0.0.1, " + ID + "): Hola, servidor!",
                        "Session " + ID + " closed: the client left",
                        "Session " + ID + " closed: idle for 90s",
                        "Session " + ID + " closed: the server is stopping"),
                lines(out, printed));
        assertEquals(List.of("Tu mensaje fue: Hola, servidor!", "El servidor se desconecta"), session.sent);
    }

    @Test
    void aFloodIsCountedWithoutALinePerMessage() {
        ConsoleHandler conversation = conversation(Language.ES, false);
        int messages = 50_000;
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            conversation.onMessage(session, ConsoleProtocol.utf8("x"));
        }
        long seconds = 2 + (System.nanoTime() - start) / 1_000_000_000L;
        List<String> lines = lines(out, printed);
        assertTrue(
                lines.size() <= ConsoleHandler.LINE_BURST + seconds * (ConsoleHandler.LINES_PER_SECOND + 10),
                lines.size() + " lines");
        long leftOut = lines.stream()
                .filter(line -> line.endsWith("left out)"))
                .mapToLong(line -> Long.parseLong(line.substring(1, line.indexOf(' '))))
                .sum();
        long told = lines.stream().filter(line -> line.startsWith("Mensaje")).count();
        assertEquals(messages, told + leftOut);
    }

    @Test
    void leavingClosesTheSessionWithoutAnAnswer() {
        ConsoleHandler conversation = conversation(Language.ES, false);
        conversation.onMessage(session, ConsoleProtocol.utf8("salir\n"));
        assertTrue(session.closed);
        assertEquals(List.of(), session.sent);
        assertEquals(List.of(), lines(out, printed));
    }

    @Test
    void onlyAStoppingServerSaysGoodbye() {
        ConsoleHandler conversation = conversation(Language.ES, true);
        for (CloseReason reason : CloseReason.values()) {
            conversation.onClose(session, reason);
        }
        assertEquals(List.of("El servidor se desconecta"), session.sent);
    }

    @Test
    void aMessageIsPrintedAsSafeText() {
        conversation(Language.ES, false).onMessage(session, ConsoleProtocol.utf8("\u001b[2J\u202e" + "x".repeat(300)));
        String line = lines(out, printed).get(0);
        assertTrue(line.endsWith("): \\x1b[2J\\u202e" + "x".repeat(187) + "…"), line);
    }

    @Test
    void quietMeansNoLines() {
        ConsoleHandler conversation = conversation(Language.ES, true);
        conversation.onOpen(session);
        conversation.onMessage(session, ConsoleProtocol.utf8("a"));
        conversation.onClose(session, CloseReason.CLOSED);
        assertEquals(List.of(), lines(out, printed));
        assertEquals(List.of("Tu mensaje fue: a"), session.sent);
    }

    @Test
    void anErrorIsOneSafeLineOnStandardError() {
        conversation(Language.ES, true).onError(session, new IllegalStateException("no\nva"));
        assertEquals(List.of("Error en la sesión " + ID + ": no\\nva"), lines(err, errors));
        errors.clear();
        conversation(Language.EN, true).onError(session, new NullPointerException());
        assertEquals(List.of("Error in session " + ID + ": java.lang.NullPointerException"), lines(err, errors));
    }

    @Test
    void manyErrorsAreFewLines() {
        ConsoleHandler conversation = conversation(Language.ES, true);
        long start = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            conversation.onError(session, new IllegalStateException("no"));
        }
        long seconds = 2 + (System.nanoTime() - start) / 1_000_000_000L;
        List<String> lines = lines(err, errors);
        // An error and a count a second, and some at once.
        assertTrue(lines.size() <= 10 + 2 * seconds, lines.size() + " lines");
        assertEquals(
                10_000, lines.stream().mapToInt(ConsoleHandlerTest::errorsOf).sum());
    }

    @Test
    void answersAndGoodbyesFromStrangersAreRefused() {
        ConsoleHandler conversation = conversation(Language.ES, true);
        assertFalse(accepts(conversation, "Tu mensaje fue: a", true));
        assertFalse(accepts(conversation, "Tu mensaje fue: a", false));
        assertFalse(accepts(conversation, "salir", false));
        assertFalse(accepts(conversation, "salir\n", false));
        assertTrue(accepts(conversation, "salir", true));
        assertTrue(accepts(conversation, "hola", false));
        assertTrue(accepts(conversation, "\n", false));
    }

    private ConsoleHandler conversation(Language language, boolean quiet) {
        ConsoleProtocol wire = new ConsoleProtocol("Tu mensaje fue: ", false);
        return new ConsoleHandler(wire, Messages.of(language), DurationValue.parse("90s"), quiet, out, err);
    }

    private static boolean accepts(ConsoleHandler conversation, String message, boolean known) {
        ByteBuffer bytes = ConsoleProtocol.utf8(message).asReadOnlyBuffer();
        return conversation.accepts(PEER, bytes, known);
    }

    private static List<String> lines(AsyncPrinter printer, List<String> writes) {
        printer.drain();
        return String.join("", writes).lines().toList();
    }

    private static int errorsOf(String line) {
        return line.startsWith("(") ? Integer.parseInt(line.substring(1, line.indexOf(' '))) : 1;
    }
}
