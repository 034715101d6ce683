package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import paloma.net.Resolver;
import paloma.server.AccountedServer;

/** The order in which a client tries the addresses of a name. */
class ClientRouteTest {
    /** The system refuses to connect to it: broadcast needs an option that no socket here has. */
    private static final String UNREACHABLE = "255.255.255.255";

    private static Resolver resolving(String... addresses) {
        return new Resolver(host -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        });
    }

    @Test
    void clientConnectsToTheFirstAddressWithARoute() throws Exception {
        try (AccountedServer server = AccountedServer.open((session, message) -> session.send(message));
                ClientGroup group = ClientGroup.open();
                Client client = group.connect(
                        ClientOptions.to("some.name", server.port()), resolving(UNREACHABLE, "127.0.0.1"))) {
            assertEquals("127.0.0.1", client.remoteAddress().getAddress().getHostAddress());
        }
    }

    @Test
    void clientWithoutARouteIsNotOpened() throws Exception {
        try (ClientGroup group = ClientGroup.open()) {
            IOException refused = assertThrows(
                    IOException.class,
                    () -> group.connect(ClientOptions.to("some.name", 8_080), resolving(UNREACHABLE, UNREACHABLE)));
            assertEquals(1, refused.getSuppressed().length);
        }
    }
}
