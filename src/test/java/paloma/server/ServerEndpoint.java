package paloma.server;

import paloma.reactor.Endpoint;

/** The endpoint of a running server, for tests that break it. */
public final class ServerEndpoint {
    private ServerEndpoint() {}

    public static Endpoint of(Server server) {
        return server.shard().endpoint();
    }
}
