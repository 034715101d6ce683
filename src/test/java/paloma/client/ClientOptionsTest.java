package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientOptionsTest {
    private static final ClientOptions DEFAULT = ClientOptions.to("localhost", 8080);
    private static final BiPredicate<ByteBuffer, ByteBuffer> ANY = (request, message) -> true;

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        assertEquals(Duration.ofSeconds(2), DEFAULT.requestTimeout());
        assertEquals(Duration.ZERO, DEFAULT.keepAlive());
        assertEquals(256 << 10, DEFAULT.receiveBufferBytes());
        assertEquals(1, DEFAULT.requests());
        assertNull(DEFAULT.matcher());
        assertTrue(DEFAULT.validation());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("port is 0; it must be from 1 to 65535", (Executable) () -> ClientOptions.to("x", 0)),
                arguments(
                        "port is 65536; it must be from 1 to 65535", (Executable) () -> ClientOptions.to("x", 65_536)),
                arguments("requestTimeout is PT0S; it must be from PT0.001S to PT1H", (Executable)
                        () -> DEFAULT.withRequestTimeout(Duration.ZERO)),
                arguments("requestTimeout is PT1H1S; it must be from PT0.001S to PT1H", (Executable)
                        () -> DEFAULT.withRequestTimeout(Duration.ofSeconds(3_601))),
                arguments("keepAlive is PT14.999S; it must be from PT15S to PT1H", (Executable)
                        () -> DEFAULT.withKeepAlive(Duration.ofMillis(14_999))),
                arguments("keepAlive is PT1H0.001S; it must be from PT15S to PT1H", (Executable)
                        () -> DEFAULT.withKeepAlive(Duration.ofHours(1).plusMillis(1))),
                arguments("receiveBufferBytes is 2047; it must be from 2048 to 1073741824", (Executable)
                        () -> DEFAULT.withReceiveBufferBytes(2_047)),
                arguments("requests is 0; it must be from 1 to 65536", (Executable) () -> DEFAULT.withMatcher(0, ANY)),
                arguments("requests is 65537; it must be from 1 to 65536", (Executable)
                        () -> DEFAULT.withMatcher(65_537, ANY)),
                arguments("requests is 2; it must be from 1 to 1", (Executable) () -> DEFAULT.withMatcher(2, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void valueOutOfRangeIsRefusedWithValueAndRange(String message, Executable misuse) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, misuse).getMessage());
    }

    @Test
    void bothEndsOfEachRangeAreAccepted() {
        assertEquals(
                Duration.ofSeconds(15),
                DEFAULT.withKeepAlive(Duration.ofSeconds(15)).keepAlive());
        assertEquals(
                Duration.ofHours(1), DEFAULT.withKeepAlive(Duration.ofHours(1)).keepAlive());
        assertEquals(Duration.ZERO, DEFAULT.withKeepAlive(Duration.ZERO).keepAlive());
        assertEquals(
                Duration.ofMillis(1),
                DEFAULT.withRequestTimeout(Duration.ofMillis(1)).requestTimeout());
        assertEquals(65_536, DEFAULT.withMatcher(65_536, ANY).requests());
    }

    @Test
    void missingValueIsRefusedByName() {
        assertNamed("host", () -> ClientOptions.to(null, 1));
        assertNamed("requestTimeout", () -> DEFAULT.withRequestTimeout(null));
        assertNamed("keepAlive", () -> DEFAULT.withKeepAlive(null));
    }

    private static void assertNamed(String name, Executable misuse) {
        assertEquals(name, assertThrows(NullPointerException.class, misuse).getMessage());
    }

    @Test
    void eachWithMethodChangesOneValue() {
        Duration timeout = Duration.ofSeconds(3);
        Duration keepAlive = Duration.ofSeconds(20);
        assertEquals(
                new ClientOptions("localhost", 8080, timeout, keepAlive, 4_096, 5, ANY, false),
                DEFAULT.withMatcher(5, ANY)
                        .withRequestTimeout(timeout)
                        .withKeepAlive(keepAlive)
                        .withValidation(false)
                        .withReceiveBufferBytes(4_096));
    }
}
