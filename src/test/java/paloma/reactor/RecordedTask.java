package paloma.reactor;

import java.util.ArrayList;
import java.util.List;
import paloma.lifecycle.Deadline;

/** A task that records its events. */
class RecordedTask extends ReactorTask {
    final List<String> events = new ArrayList<>();
    Runnable duringTurn = () -> {};
    long deadline = Deadline.NEVER;
    Throwable cause;

    /** Removes and returns the recorded events. */
    List<String> takeEvents() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    @Override
    protected void onTurn(long now) {
        events.add("turn at " + now);
        duringTurn.run();
    }

    @Override
    protected long deadline() {
        return deadline;
    }

    @Override
    protected void onClosed(Throwable cause) {
        this.cause = cause;
        events.add("closed");
    }
}
