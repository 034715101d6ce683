package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class AccountTextTest {
    private static final LocalTime NOW = LocalTime.of(11, 5, 12, 999_999_999);
    private static final Duration UPTIME = Duration.ofMinutes(125);

    @Test
    void eachLineOfTheAccountHasItsOutcomesAndReasonsBelow() {
        Counters counters = new Counters(
                Map.ofEntries(
                        Map.entry(Counter.RECEIVED, 1200L),
                        Map.entry(Counter.CARRIED, 1195L),
                        Map.entry(Counter.KEEP_ALIVES, 2L),
                        Map.entry(Counter.ACCEPTED, 1195L),
                        Map.entry(Counter.HANDLED, 1193L),
                        Map.entry(Counter.RUNNING, 1L),
                        Map.entry(Counter.SENDS, 7L),
                        Map.entry(Counter.SENT, 4L),
                        Map.entry(Counter.QUEUED, 1L),
                        Map.entry(Counter.OPENED, 3L),
                        Map.entry(Counter.LIVE, 1L)),
                Map.of(DropReason.FILTERED, 2L, DropReason.NO_SESSION, 1L),
                Map.of(FailReason.HANDLER_THREW, 1L),
                Map.of(UnsentReason.CLOSED, 1L),
                Map.of(CloseReason.CLOSED, 2L));
        assertEquals(
                List.of(
                        "Cuenta a las 11:05:12; el servidor lleva 2h05m en marcha",
                        "Datagramas recibidos              1200",
                        "  aceptados                       1195",
                        "  señales de vida                    2",
                        "  descartados                        3",
                        "    rechazados por el filtro         2",
                        "    vacíos y sin sesión              1",
                        "Mensajes aceptados                1195",
                        "  atendidos                       1193",
                        "  fallidos                           1",
                        "    con error al atenderlos          1",
                        "  en curso                           1",
                        "  en espera                          0",
                        "Envíos                               7",
                        "  enviados                           4",
                        "  no enviados                        1",
                        "    con el socket ya cerrado         1",
                        "  enviándose                         0",
                        "  en cola                            1",
                        "  contándose                         1",
                        "Sesiones abiertas                    3",
                        "  vivas                              1",
                        "  cerradas                           2",
                        "    por el cliente o el operador     2",
                        "Descartados por el núcleo            9"),
                lines(Language.ES, counters, OptionalLong.of(9)));
    }

    @Test
    void unknownKernelDropsAreLeftOut() {
        Counters none = new Counters(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
        List<String> lines = new AccountText(Messages.of(Language.EN), none, OptionalLong.empty())
                .lines(LocalTime.of(11, 5), Duration.ZERO);
        assertEquals("Account at 11:05:00; the server has been up for 0s", lines.get(0));
        assertFalse(lines.toString().contains("kernel"), lines::toString);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonHasWordsAndFits60Columns(Language language) {
        Map<Counter, Long> values = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            values.put(counter, 999_999_999_999_999L);
        }
        Counters counters = new Counters(
                values,
                all(DropReason.values()),
                all(FailReason.values()),
                all(UnsentReason.values()),
                all(CloseReason.values()));
        List<String> lines = lines(language, counters, OptionalLong.of(1));
        for (String line : lines) {
            assertTrue(line.length() <= 60, line);
            assertFalse(line.matches(".*[A-Z]{2}.*"), line);
        }
        long reasons = Arrays.stream(Counter.values())
                .mapToLong(counter -> counter.reasons().size())
                .sum();
        assertEquals(
                reasons, lines.stream().filter(line -> line.startsWith("    ")).count());
    }

    private static <R> Map<R, Long> all(R[] reasons) {
        return Arrays.stream(reasons).collect(Collectors.toMap(reason -> reason, reason -> 1L));
    }

    private static List<String> lines(Language language, Counters counters, OptionalLong kernelDrops) {
        return new AccountText(Messages.of(language), counters, kernelDrops).lines(NOW, UPTIME);
    }
}
