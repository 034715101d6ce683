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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.CloseReason;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.DurationValue;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class ConsoleHandlerTest {
    private static final Pattern OMITTED = Pattern.compile("\\((?<lines>\\d+) left out\\)");

    private static final String ID = "0b8e4a3c-1d5f-4e6a-9b7c-2f3d4e5a6b7c";
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 57_000);

    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());
    private final AsyncPrinter out = new AsyncPrinter("test-out", printed::add, n -> "(" + n + " left out)");
    private final FakeSession session = new FakeSession(ID, PEER, 1);

    @AfterEach
    void close() {
        out.close();
    }

    @Test
    void sessionsAndMessagesArePrintedInSpanish() {
        ConsoleHandler handler = handler(Language.ES, false);
        handler.onOpen(session);
        handler.onMessage(session, ConsoleProtocol.utf8("Hola, servidor!\n"));
        handler.onClose(session, CloseReason.CLOSED);
        handler.onClose(session, CloseReason.IDLE);
        handler.onClose(session, CloseReason.STOPPING);
        handler.onClose(session, CloseReason.EVICTED);
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
        ConsoleHandler handler = handler(Language.EN, false);
        handler.onOpen(session);
        handler.onMessage(session, ConsoleProtocol.utf8("Hola, servidor!"));
        handler.onClose(session, CloseReason.CLOSED);
        handler.onClose(session, CloseReason.IDLE);
        handler.onClose(session, CloseReason.STOPPING);
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
        ConsoleHandler handler = handler(Language.ES, false);
        int messages = 50_000;
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            handler.onMessage(session, ConsoleProtocol.utf8("x"));
        }
        long seconds = 2 + (System.nanoTime() - start) / 1_000_000_000L;
        List<String> lines = lines(out, printed);
        assertTrue(
                lines.size() <= ConsoleHandler.LINE_BURST + seconds * (ConsoleHandler.LINES_PER_SECOND + 10),
                lines.size() + " lines");
        long omitted = lines.stream()
                .map(OMITTED::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group("lines")))
                .sum();
        long messageLines =
                lines.stream().filter(line -> line.startsWith("Mensaje")).count();
        assertEquals(messages, messageLines + omitted);
    }

    @Test
    void leavingClosesTheSessionWithoutAnAnswer() {
        ConsoleHandler handler = handler(Language.ES, false);
        handler.onMessage(session, ConsoleProtocol.utf8("salir\n"));
        assertTrue(session.closed);
        assertEquals(List.of(), session.sent);
        assertEquals(List.of(), lines(out, printed));
    }

    @Test
    void ofTheReasonsOnlyStoppingSendsTheGoodbye() {
        ConsoleHandler handler = handler(Language.ES, true);
        for (CloseReason reason : CloseReason.values()) {
            handler.onClose(session, reason);
        }
        assertEquals(List.of("El servidor se desconecta"), session.sent);
    }

    @Test
    void aSessionClosedByTheOperatorGetsTheGoodbye() {
        ConsoleHandler.closeByOperator(session);
        assertTrue(session.closed);
        handler(Language.EN, false).onClose(session, CloseReason.CLOSED);
        assertEquals(List.of("El servidor se desconecta"), session.sent);
        assertEquals(List.of("Session " + ID + " closed: by the operator"), lines(out, printed));
    }

    @Test
    void aSessionThatEndedBeforeTheOperatorClosedItKeepsItsReason() {
        ConsoleHandler.closeByOperator(session);
        handler(Language.ES, false).onClose(session, CloseReason.IDLE);
        assertEquals(List.of(), session.sent);
        assertEquals(List.of("Sesión " + ID + " cerrada: inactiva durante 90s"), lines(out, printed));
    }

    @Test
    void aMessageIsPrintedAsSafeText() {
        handler(Language.ES, false).onMessage(session, ConsoleProtocol.utf8("\u001b[2J\u202e" + "x".repeat(300)));
        String line = lines(out, printed).get(0);
        assertTrue(line.endsWith("): \\x1b[2J\\u202e" + "x".repeat(187) + "…"), line);
    }

    @Test
    void quietMeansNoLines() {
        ConsoleHandler handler = handler(Language.ES, true);
        handler.onOpen(session);
        handler.onMessage(session, ConsoleProtocol.utf8("a"));
        handler.onClose(session, CloseReason.CLOSED);
        assertEquals(List.of(), lines(out, printed));
        assertEquals(List.of("Tu mensaje fue: a"), session.sent);
    }

    @Test
    void answersAndGoodbyesWithoutASessionAreRefused() {
        ConsoleHandler handler = handler(Language.ES, true);
        assertFalse(accepts(handler, "Tu mensaje fue: a", true));
        assertFalse(accepts(handler, "Tu mensaje fue: a", false));
        assertFalse(accepts(handler, "salir", false));
        assertFalse(accepts(handler, "salir\n", false));
        assertTrue(accepts(handler, "salir", true));
        assertTrue(accepts(handler, "hola", false));
        assertTrue(accepts(handler, "\n", false));
    }

    private ConsoleHandler handler(Language language, boolean quiet) {
        ConsoleProtocol protocol = new ConsoleProtocol("Tu mensaje fue: ", false);
        return new ConsoleHandler(
                new ConsoleOptions(protocol, DurationValue.parse("90s"), quiet, false), Messages.of(language), out);
    }

    private static boolean accepts(ConsoleHandler handler, String message, boolean known) {
        ByteBuffer bytes = ConsoleProtocol.utf8(message).asReadOnlyBuffer();
        return handler.accepts(PEER, bytes, known);
    }

    private static List<String> lines(AsyncPrinter printer, List<String> writes) {
        printer.drain();
        return String.join("", writes).lines().toList();
    }
}
