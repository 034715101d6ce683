package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import paloma.BatchRefusal;
import paloma.BatchRefusedException;
import paloma.Handler;
import paloma.TransportChoice;

class ServerTransportTest {
    private static final Handler ECHO = (session, message) -> session.send(message);

    private static AccountedServer open(TransportChoice transport) {
        return AccountedServer.open(ServerOptions.on(0).withTransport(transport), ECHO);
    }

    @Test
    void statusHasTheTransportOfTheServer() {
        try (AccountedServer server = open(TransportChoice.CHANNEL)) {
            assertEquals(TransportChoice.CHANNEL, server.server().transport());
            assertEquals(TransportChoice.CHANNEL, server.server().status().transport());
        }
    }

    @Test
    void autoServesWithATransportThatWorks() {
        try (AccountedServer server = open(TransportChoice.AUTO)) {
            assertNotEquals(TransportChoice.AUTO, server.server().transport());
            assertEquals("hello", server.peer().request("hello"));
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_21)
    void batchIsRefusedBeforeJdk22() {
        UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> open(TransportChoice.BATCH));
        BatchRefusedException refused = assertInstanceOf(BatchRefusedException.class, thrown.getCause());
        assertEquals(BatchRefusal.JDK_TOO_OLD, refused.reason());
    }
}
