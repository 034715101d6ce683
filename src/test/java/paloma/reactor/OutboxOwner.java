package paloma.reactor;

import java.io.IOException;
import java.util.function.Consumer;

/** The owner of an outbox without a reactor; passes ICMP errors on. */
class OutboxOwner implements Outbox.Listener {
    private final Consumer<IOException> onUnreachable;

    OutboxOwner(Consumer<IOException> onUnreachable) {
        this.onUnreachable = onUnreachable;
    }

    @Override
    public void onFull() {
        // No poller.
    }

    @Override
    public void onUnreachableSend(IOException error) {
        onUnreachable.accept(error);
    }
}
