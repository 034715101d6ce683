package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Limits;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class ConsoleListenerTest {
    private static final Pattern OMITTED = Pattern.compile("\\((?<lines>\\d+) left out\\)");

    private static final String ID = "0b8e4a3c-1d5f-4e6a-9b7c-2f3d4e5a6b7c";
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 57_000);

    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());
    private final AsyncPrinter err = new AsyncPrinter("test-err", printed::add, n -> "(" + n + " left out)");
    private final FakeSession session = new FakeSession(ID, PEER, 1);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final ConsoleListener spanish = new ConsoleListener(Messages.of(Language.ES), err, stopped);
    private final ConsoleListener english = new ConsoleListener(Messages.of(Language.EN), err, stopped);

    @AfterEach
    void close() {
        err.close();
    }

    private List<String> takeLines() {
        err.drain();
        List<String> lines = String.join("", printed).lines().toList();
        printed.clear();
        return lines;
    }

    @Test
    void receiveBufferCutIsOneWarning() {
        spanish.onReceiveBufferCut(212_992, 4_194_304);
        assertEquals(
                List.of("Aviso: el sistema concede un búfer de recepción de 212992 bytes en lugar de 4194304;"
                        + " súbase su límite (en Linux, net.core.rmem_max)"),
                takeLines());
    }

    @Test
    void allLoweredLimitsAreOneWarning() {
        Limits limits = Limits.DEFAULTS;
        spanish.onLimitsLowered(limits.toBuilder().sessions(8_738).build(), limits);
        assertEquals(
                List.of("Aviso: el montículo da para 8738 sesiones en lugar de 100000; súbase su límite (-Xmx)"),
                takeLines());
        Limits small = limits.toBuilder()
                .backlogMessages(1)
                .backlogBytes(2)
                .outboxDatagrams(3)
                .outboxBytes(4)
                .build();
        english.onLimitsLowered(small, limits);
        assertEquals(
                List.of("Warning: the heap has room for 1 waiting messages instead of 65536,"
                        + " 2 bytes of waiting messages instead of 67108864, 3 datagrams in the outbox instead of 4096,"
                        + " 4 bytes in the outbox instead of 16777216; raise its limit (-Xmx)"),
                takeLines());
    }

    @Test
    void stuckWorkersAndTheirEndAreOneLineEach() {
        english.onWorkersStuck(1, 4);
        english.onWorkersStuck(0, 4);
        assertEquals(
                List.of(
                        "Warning: 1 of 4 workers have run one handler call for 10 s or longer; the others go on serving",
                        "No worker is stuck any more"),
                takeLines());
    }

    @Test
    void handlerErrorIsOneSafeLine() {
        spanish.onHandlerError(session, new IllegalStateException("no\nva"));
        assertEquals(List.of("Error en la sesión " + ID + ": no\\nva"), takeLines());
        english.onHandlerError(session, new NullPointerException());
        assertEquals(List.of("Error in session " + ID + ": java.lang.NullPointerException"), takeLines());
    }

    @Test
    void manyHandlerErrorsAreFewLines() {
        long start = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            spanish.onHandlerError(session, new IllegalStateException("no"));
        }
        long seconds = 2 + (System.nanoTime() - start) / 1_000_000_000L;
        List<String> lines = takeLines();
        // An error and a count a second, and some at once.
        assertTrue(lines.size() <= 10 + 2 * seconds, lines.size() + " lines");
        assertEquals(
                10_000, lines.stream().mapToInt(ConsoleListenerTest::errorsOf).sum());
    }

    @Test
    void refusedAnswersAreNotPrinted() {
        spanish.onAnswersRefused(3, PEER);
        assertEquals(List.of(), takeLines());
    }

    @Test
    void failureStopsTheRun() {
        assertFalse(stopped.isDone());
        spanish.onFailed(new IllegalStateException("a bug"));
        assertEquals(
                "a bug",
                assertThrows(CompletionException.class, stopped::join)
                        .getCause()
                        .getMessage());
        assertEquals(List.of(), takeLines());
    }

    private static int errorsOf(String line) {
        Matcher omitted = OMITTED.matcher(line);
        return omitted.matches() ? Integer.parseInt(omitted.group("lines")) : 1;
    }
}
