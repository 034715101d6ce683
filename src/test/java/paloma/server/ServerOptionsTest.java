package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import paloma.Filter;
import paloma.Limits;
import paloma.ServerListener;
import paloma.TransportChoice;
import paloma.house.IgnoredErrors;

class ServerOptionsTest {
    private static final ServerOptions DEFAULT = ServerOptions.on(8080);

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        assertEquals("localhost", DEFAULT.host());
        assertEquals(8080, DEFAULT.port());
        assertEquals(Math.max(2, Runtime.getRuntime().availableProcessors()), DEFAULT.workers());
        assertEquals(Duration.ofMinutes(5), DEFAULT.idleTimeout());
        assertEquals(4 << 20, DEFAULT.receiveBufferBytes());
        assertEquals(TransportChoice.CHANNEL, DEFAULT.transport());
        assertSame(Filter.NONE, DEFAULT.filter());
        assertSame(Limits.DEFAULTS, DEFAULT.limits());
        assertFalse(DEFAULT.closeOnShutdown());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("port is -1; it must be from 0 to 65535", (Executable) () -> ServerOptions.on(-1)),
                arguments("port is 65536; it must be from 0 to 65535", (Executable) () -> ServerOptions.on(65_536)),
                arguments("workers is -1; it must be from 0 to 1024", (Executable) () -> DEFAULT.withWorkers(-1)),
                arguments("workers is 1025; it must be from 0 to 1024", (Executable) () -> DEFAULT.withWorkers(1_025)),
                arguments("receiveBufferBytes is 2047; it must be from 2048 to 1073741824", (Executable)
                        () -> DEFAULT.withReceiveBufferBytes(2_047)),
                arguments("idleTimeout is PT0S; it must be from PT0.001S to PT87648H", (Executable)
                        () -> DEFAULT.withIdleTimeout(Duration.ZERO)),
                arguments("idleTimeout is PT-5S; it must be from PT0.001S to PT87648H", (Executable)
                        () -> DEFAULT.withIdleTimeout(Duration.ofSeconds(-5))),
                arguments("idleTimeout is PT87648H1S; it must be from PT0.001S to PT87648H", (Executable)
                        () -> DEFAULT.withIdleTimeout(Duration.ofHours(87_648).plusSeconds(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void valueOutOfRangeIsRefusedWithValueAndRange(String message, Executable misuse) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, misuse).getMessage());
    }

    @Test
    void missingValueIsRefusedByName() {
        assertEquals(
                "host",
                assertThrows(NullPointerException.class, () -> DEFAULT.withHost(null))
                        .getMessage());
        assertEquals(
                "transport",
                assertThrows(NullPointerException.class, () -> DEFAULT.withTransport(null))
                        .getMessage());
        assertEquals(
                "filter",
                assertThrows(NullPointerException.class, () -> DEFAULT.withFilter(null))
                        .getMessage());
        assertEquals(
                "listener",
                assertThrows(NullPointerException.class, () -> DEFAULT.withListener(null))
                        .getMessage());
        assertEquals(
                "limits",
                assertThrows(NullPointerException.class, () -> DEFAULT.withLimits(null))
                        .getMessage());
        assertEquals(
                "idleTimeout",
                assertThrows(NullPointerException.class, () -> DEFAULT.withIdleTimeout(null))
                        .getMessage());
    }

    @Test
    void bothEndsOfEachRangeAreAccepted() {
        assertEquals(65_535, ServerOptions.on(65_535).port());
        assertEquals(0, DEFAULT.withWorkers(0).workers());
        assertEquals(1_024, DEFAULT.withWorkers(1_024).workers());
        assertEquals(2_048, DEFAULT.withReceiveBufferBytes(2_048).receiveBufferBytes());
        assertEquals(1 << 30, DEFAULT.withReceiveBufferBytes(1 << 30).receiveBufferBytes());
        assertEquals(
                Duration.ofMillis(1),
                DEFAULT.withIdleTimeout(Duration.ofMillis(1)).idleTimeout());
        assertEquals(
                Duration.ofHours(87_648),
                DEFAULT.withIdleTimeout(Duration.ofHours(87_648)).idleTimeout());
    }

    @Test
    void eachWithMethodChangesOneValue() {
        Filter filter = (source, message, known) -> false;
        ServerListener listener = new IgnoredErrors();
        Limits limits = Limits.builder().sessions(7).build();
        Duration timeout = Duration.ofSeconds(9);
        assertEquals(
                new ServerOptions("x", 1, 2, timeout, 4_096, TransportChoice.AUTO, filter, listener, limits, true),
                ServerOptions.on(1)
                        .withHost("x")
                        .withWorkers(2)
                        .withIdleTimeout(timeout)
                        .withReceiveBufferBytes(4_096)
                        .withTransport(TransportChoice.AUTO)
                        .withFilter(filter)
                        .withListener(listener)
                        .withLimits(limits)
                        .withCloseOnShutdown(true));
        assertTrue(DEFAULT.equals(ServerOptions.on(8080)));
    }
}
