package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class SessionTableTextTest {
    private static final String A = "0b8e4a3c-1d5f-4e6a-9b7c-2f3d4e5a6b7c";
    private static final String B = "c0ffee00-1d5f-4e6a-9b7c-2f3d4e5a6b7c";

    @Test
    void columnsAreAlignedAndNumbersToTheRight() throws UnknownHostException {
        SessionTableText table = new SessionTableText(Messages.of(Language.ES), ZoneOffset.ofHours(1));
        assertEquals(
                List.of(
                        "ID                                    Dirección        Abierta              Último mensaje       Mensajes",
                        A + "  127.0.0.1:57000  2030-01-02 04:04:05  2030-01-02 14:04:05         9",
                        B + "  [::1]:5          2030-01-02 04:04:05  2030-01-02 14:04:05     12345"),
                table.lines(List.of(session(A, "127.0.0.1", 57_000, 9), session(B, "::1", 5, 12_345)))
                        .toList());
    }

    @Test
    void noSessionsAreOneLine() {
        assertEquals(
                List.of("No sessions"),
                new SessionTableText(Messages.of(Language.EN), ZoneOffset.UTC)
                        .lines(List.of())
                        .toList());
    }

    private static FakeSession session(String id, String host, int port, long messages) throws UnknownHostException {
        return new FakeSession(id, new InetSocketAddress(InetAddress.getByName(host), port), messages);
    }
}
