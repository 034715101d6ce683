package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.Session;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class SessionTableTextTest {
    private static final String A = "0b8e4a3c-1d5f-4e6a-9b7c-2f3d4e5a6b7c";
    private static final String B = "c0ffee00-1d5f-4e6a-9b7c-2f3d4e5a6b7c";
    private static final String LONGEST_IPV6 = "2001:db8:85a3:1234:5678:8a2e:1370:7334";

    /** Ten hours after the sessions opened, and a minute after their last datagram. */
    private static final Instant NOW = Instant.parse("2030-01-02T13:05:06Z");

    @Test
    void columnsAreAlignedAndNumbersToTheRight() {
        assertEquals(
                List.of(
                        "Sesiones vivas: 2",
                        "ID        Dirección          Edad  Inactiva  Mensajes",
                        "0b8e4a3c  127.0.0.1:57000  10h01m     1m00s         9",
                        "c0ffee00  [::1]:5          10h01m     1m00s     12345"),
                page(Language.ES, 1, List.of(session(A, "127.0.0.1", 57_000, 9), session(B, "::1", 5, 12_345))));
    }

    @Test
    void aPageHas20SessionsAndNamesTheNext() {
        List<Session> sessions = sessions(45);
        List<String> first = page(Language.ES, 1, sessions);
        assertEquals("Sesiones vivas: 45; página 1 de 3", first.get(0));
        assertEquals(2 + 20 + 1, first.size());
        assertTrue(first.get(2).startsWith("00000000 "), first::toString);
        assertTrue(first.get(21).startsWith("00000013 "), first::toString);
        assertEquals("Página siguiente: sesiones 2", first.get(22));
        List<String> last = page(Language.EN, 3, sessions);
        assertEquals("Live sessions: 45; page 3 of 3", last.get(0));
        assertEquals(2 + 5, last.size());
        assertTrue(last.get(2).startsWith("00000028 "), last::toString);
    }

    @ParameterizedTest
    @CsvSource({"21, 2", "40, 2", "41, 3"})
    void aFullPageIsFollowedByNone(int sessions, int pages) {
        assertEquals(
                List.of("There is no page " + (pages + 1) + "; expected a number from 1 to " + pages),
                page(Language.EN, pages + 1, sessions(sessions)));
        assertEquals(
                List.of("No hay página 0; se espera un número de 1 a " + pages),
                page(Language.ES, 0, sessions(sessions)));
        assertTrue(page(Language.ES, pages, sessions(sessions)).size() > 2);
    }

    @Test
    void ofOnePageThereIsNoSecond() {
        assertEquals(List.of("Solo hay una página"), page(Language.ES, 2, sessions(20)));
        assertEquals(List.of("There is only one page"), page(Language.EN, 0, sessions(1)));
        assertEquals(1 + 1 + 20, page(Language.EN, 1, sessions(20)).size());
    }

    @Test
    void noSessionsAreOneLine() {
        assertEquals(List.of("No sessions"), page(Language.EN, 1, List.of()));
        assertEquals(List.of("No sessions"), page(Language.EN, 7, List.of()));
    }

    @Test
    void aMillionSessionsAreOnePage() {
        List<Session> million = Collections.nCopies(1_000_000, session(A, "127.0.0.1", 57_000, 9));
        List<String> lines = page(Language.ES, 50_000, million);
        assertEquals("Sesiones vivas: 1000000; página 50000 de 50000", lines.get(0));
        assertEquals(2 + 20, lines.size());
    }

    @ParameterizedTest
    @EnumSource
    void everyLineFits60Columns(Language language) {
        List<Session> sessions = List.of(
                session(A, "127.0.0.1", 57_000, 99_999_999),
                session(B, LONGEST_IPV6, 57_000, 1),
                session(B, "255.255.255.255", 65_535, 1));
        for (String line : page(language, 1, sessions)) {
            assertTrue(line.length() <= 60, line);
        }
    }

    @Test
    void aWideTerminalShowsWholeAddresses() {
        List<Session> sessions = List.of(session(A, LONGEST_IPV6, 57_000, 1));
        assertTrue(page(Language.ES, 1, sessions).get(2).contains(" [2001:db8…:7334]:57000 "));
        SessionTableText wide = new SessionTableText(Messages.of(Language.ES), NOW, 120);
        assertTrue(wide.page(sessions, 1).get(2).contains(" [" + LONGEST_IPV6 + "]:57000 "));
        SessionTableText file = new SessionTableText(Messages.of(Language.ES), NOW, Integer.MAX_VALUE);
        assertEquals(wide.page(sessions, 1), file.page(sessions, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:57000, 22, 127.0.0.1:57000",
        "[2001:db8:85a3:1234:5678:8a2e:1370:7334]:57000, 22, [2001:db8…:7334]:57000",
        "[2001:db8:85a3:1234:5678:8a2e:1370:7334]:57000, 23, [2001:db8…:7334]:57000",
        "[2001:db8:85a3:1234:5678:8a2e:1370:7334]:57000, 27, [2001:db8:85a3…:7334]:57000",
        "[fe80::a00:27ff:fe4e:66a1%enp0s31f6]:57000, 22, …66a1%enp0s31f6]:57000",
        "255.255.255.255:65535, 10, …255:65535",
    })
    void aLongAddressKeepsItsNetworkAndItsEnd(String address, int width, String shortened) {
        assertEquals(shortened, SessionTableText.shortened(address, width));
    }

    @Test
    void anIdIsLongEnoughToBeUniqueAmongAllSessions() {
        List<Session> sessions = sessions(30);
        sessions.set(25, session("00000001-1d5f-4e6a-9b7c-2f3d4e5a6b7c", "127.0.0.1", 1, 1));
        List<String> lines = page(Language.ES, 1, sessions);
        assertTrue(lines.get(3).startsWith("00000001-0  "), lines::toString);
        assertTrue(page(Language.ES, 2, sessions).get(7).startsWith("00000001-1  "), lines::toString);
    }

    private static List<String> page(Language language, int page, List<Session> sessions) {
        return new SessionTableText(Messages.of(language), NOW, 60).page(sessions, page);
    }

    private static List<Session> sessions(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(
                        i -> session(String.format("%08x-0000-4000-8000-000000000000", i), "127.0.0.1", 57_000 + i, 1))
                .toList());
    }

    private static Session session(String id, String host, int port, long messages) {
        try {
            return new FakeSession(id, new InetSocketAddress(InetAddress.getByName(host), port), messages);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
