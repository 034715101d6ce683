package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import paloma.CloseReason;
import paloma.Handler;
import paloma.ServerListener;
import paloma.Session;
import paloma.session.PeerSession;
import paloma.session.SimTables;

/** A handler that answers, and sometimes throws, floods, closes, or is slow. It checks its own calls. */
final class SimHandler implements Handler, ServerListener {
    /** What the handler has received and sent in one session. */
    private static final class SessionState {
        long lastStamp = -1;
        long replies;
        boolean closed;
    }

    private final World world;
    private final SplittableRandom random;
    private final ArrayDeque<Session> endedSessions = new ArrayDeque<>();
    private final Map<InetSocketAddress, Long> handledOf = new HashMap<>();
    private final long startedAt;
    private long opened;
    private long closed;
    private long overflows;
    private long bytesHandled;

    SimHandler(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.startedAt = world.time.now();
    }

    /** The duration of a worker's next step, in nanoseconds. */
    long stepNanos() {
        if (!world.isFaulty()) {
            return VirtualTime.MILLI / 10;
        }
        if (random.nextDouble() < world.scenario.hangs()) {
            return world.limitToFaults(random.nextDouble() * 60 * VirtualTime.SECOND);
        }
        return world.limitToFaults(
                -Math.log(1 - random.nextDouble()) * world.scenario.workerMeanMillis() * VirtualTime.MILLI);
    }

    @Override
    public void onOpen(Session session) {
        unless(session.attachment() == null, "open once", "onOpen came twice, or after a message");
        session.attach(new SessionState());
        world.traffic().resolveNewSource();
        opened++;
        injectFaults(session);
    }

    @Override
    public void onMessage(Session session, ByteBuffer message) {
        SessionState state = (SessionState) session.attachment();
        unless(state != null, "open first", "a message came before onOpen");
        unless(!state.closed, "close last", "a message came after onClose");
        unless(message.hasRemaining(), "no empty message", "a keep-alive reached the handler");
        int length = message.remaining();
        checkRate(session.remoteAddress());
        long stamp = SimMessages.stamp(message);
        if (stamp >= 0) {
            unless(stamp > state.lastStamp, "order", "message " + stamp + " came after " + state.lastStamp);
            state.lastStamp = stamp;
        }
        send(session, SimMessages.reply(state.replies++, message));
        injectFaults(session);
        // Not reached when a fault is an exception.
        bytesHandled += length;
    }

    /** Over all its sessions, no source has more messages handled than its rate has admitted. */
    private void checkRate(InetSocketAddress source) {
        int perSecond = world.scenario.limits().messagesPerSecond();
        if (perSecond > 0) {
            long handled = handledOf.merge(source, 1L, Long::sum);
            long max =
                    world.scenario.limits().burst() + (world.time.now() - startedAt) / (VirtualTime.SECOND / perSecond);
            unless(handled <= max, "rate", handled + " messages of a source that may have sent " + max);
        }
    }

    private void send(Session session, ByteBuffer message) {
        world.traffic().runSending((PeerSession) session, () -> session.send(message));
    }

    private void injectFaults(Session session) {
        if (!world.isFaulty()) {
            return;
        }
        if (random.nextDouble() < world.scenario.handlerFloods()) {
            SessionState state = (SessionState) session.attachment();
            for (int i = random.nextInt(300); i > 0; i--) {
                send(session, SimMessages.reply(state.replies++, ByteBuffer.allocate(random.nextInt(100))));
            }
            send(session, ByteBuffer.allocate(70_000));
        }
        if (random.nextDouble() < world.scenario.handlerCloses()) {
            session.close();
        }
        if (random.nextDouble() < world.scenario.handlerThrows()) {
            if (random.nextBoolean()) {
                throw new IllegalStateException("a handler that throws");
            }
            // Rarely: filling a stack takes as long as a thousand messages.
            if (++overflows % 100 == 0) {
                boolean sent = sendAtStackLimit(session, ByteBuffer.allocate(1));
                unless(!sent, "stack", "a datagram was sent where the stack ends");
            }
            throw new StackOverflowError("a handler that fails");
        }
    }

    /** Sends one datagram where the stack has room for little more than its refusal. */
    private static boolean sendAtStackLimit(Session session, ByteBuffer message) {
        try {
            return sendAtStackLimit(session, message);
        } catch (StackOverflowError e) {
            return session.send(message);
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        SessionState state = (SessionState) session.attachment();
        unless(state != null, "open first", "onClose came without onOpen");
        unless(!state.closed, "close once", "onClose came twice");
        unless(reason != null, "close reason", "onClose came without a reason");
        PeerSession ended = (PeerSession) session;
        unless(
                reason != CloseReason.EVICTED
                        || !SimTables.isEstablished(ended)
                        || world.scenario.limits().sessions() == 1,
                "eviction",
                "an established session was evicted");
        state.closed = true;
        closed++;
        world.traffic().runSending(ended, () -> session.push(SimMessages.push(25)));
        endedSessions.add(session);
        if (endedSessions.size() > 16) {
            endedSessions.remove();
        }
    }

    @Override
    public void onHandlerError(Session session, Throwable error) {
        if (error instanceof AssertionError violation) {
            // The server counts exceptions of handlers and goes on; a violation is recorded instead.
            world.onViolation(violation);
        }
    }

    /** Sends as a thread would that kept a session for too long. */
    void sendToEndedSession() {
        Session session = endedSessions.poll();
        if (session != null) {
            session.send("too late");
        }
    }

    /** The bytes of all messages whose call returned. */
    long bytesHandled() {
        return bytesHandled;
    }

    void checkAllEnded() {
        unless(opened == closed, "open and close", opened + " were opened, " + closed + " closed");
    }
}
