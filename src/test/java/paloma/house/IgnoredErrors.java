package paloma.house;

import paloma.ServerListener;
import paloma.Session;

/** <em>Immutable.</em> A listener of servers whose handlers throw on purpose: it does not log that. */
public final class IgnoredErrors implements ServerListener {
    @Override
    public void onHandlerError(Session session, Throwable error) {}
}
