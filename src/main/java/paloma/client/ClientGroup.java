package paloma.client;

import java.io.IOException;

/** <em>Any thread.</em> One reactor thread, a daemon, for many clients. */
public final class ClientGroup implements AutoCloseable {
    private ClientGroup() {}

    /** Starts the reactor thread. */
    public static ClientGroup open() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Opens a client as {@link Client#open} does, served by this group's thread. */
    public Client connect(ClientOptions options) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Closes every client of the group and ends the thread; idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
