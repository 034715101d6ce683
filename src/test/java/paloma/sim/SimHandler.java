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
import paloma.Session;
import paloma.session.PeerSession;
import paloma.session.SimTables;

/** A handler that answers, and sometimes throws, floods, closes, or is slow; and knows what it must never see. */
final class SimHandler implements Handler {
    /** What the handler remembers of a session. */
    private static final class SessionState {
        long lastStamp = -1;
        long replies;
        boolean closed;
    }

    private final World world;
    private final SplittableRandom random;
    private final ArrayDeque<Session> gone = new ArrayDeque<>();
    private final Map<InetSocketAddress, Long> handledOf = new HashMap<>();
    private final long begunAt;
    private long opened;
    private long closed;
    private long overflows;

    SimHandler(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.begunAt = world.time.now();
    }

    /** How long a worker takes for its next step, in nanoseconds. */
    long pause() {
        if (!world.isRough()) {
            return VirtualTime.MILLI / 10;
        }
        if (random.nextDouble() < world.plan.hangs()) {
            return world.pause(random.nextDouble() * 60 * VirtualTime.SECOND);
        }
        return world.pause(-Math.log(1 - random.nextDouble()) * world.plan.workerMeanMillis() * VirtualTime.MILLI);
    }

    @Override
    public void onOpen(Session session) {
        unless(session.attachment() == null, "open once", "onOpen came twice, or after a message");
        session.attach(new SessionState());
        world.books().settle();
        opened++;
        misbehave(session);
    }

    @Override
    public void onMessage(Session session, ByteBuffer message) {
        SessionState memory = (SessionState) session.attachment();
        unless(memory != null, "open first", "a message came before onOpen");
        unless(!memory.closed, "close last", "a message came after onClose");
        unless(message.hasRemaining(), "no empty message", "a keep-alive reached the handler");
        checkRate(session.remoteAddress());
        long stamp = SimMessages.stamp(message);
        if (stamp >= 0) {
            unless(stamp > memory.lastStamp, "order", "message " + stamp + " came after " + memory.lastStamp);
            memory.lastStamp = stamp;
        }
        send(session, SimMessages.reply(memory.replies++, message));
        misbehave(session);
    }

    /** Of one source no more is handled than its rate has let in up to now, however many sessions it had. */
    private void checkRate(InetSocketAddress source) {
        int perSecond = world.plan.limits().messagesPerSecond();
        if (perSecond > 0) {
            long handled = handledOf.merge(source, 1L, Long::sum);
            long most = world.plan.limits().burst() + (world.time.now() - begunAt) / (VirtualTime.SECOND / perSecond);
            unless(handled <= most, "rate", handled + " messages of a source that may have sent " + most);
        }
    }

    private void send(Session session, ByteBuffer message) {
        world.books().speaks((PeerSession) session, () -> session.send(message));
    }

    private void misbehave(Session session) {
        if (!world.isRough()) {
            return;
        }
        if (random.nextDouble() < world.plan.handlerFloods()) {
            SessionState memory = (SessionState) session.attachment();
            for (int i = random.nextInt(300); i > 0; i--) {
                send(session, SimMessages.reply(memory.replies++, ByteBuffer.allocate(random.nextInt(100))));
            }
            send(session, ByteBuffer.allocate(70_000));
        }
        if (random.nextDouble() < world.plan.handlerCloses()) {
            session.close();
        }
        if (random.nextDouble() < world.plan.handlerThrows()) {
            if (random.nextBoolean()) {
                throw new IllegalStateException("a handler that throws");
            }
            // Now and then: to fill a stack takes as long as a thousand messages.
            if (++overflows % 100 == 0) {
                boolean sent = sendAtTheEndOfTheStack(session, ByteBuffer.allocate(1));
                unless(!sent, "stack", "a datagram was sent where the stack ends");
            }
            throw new StackOverflowError("a handler that fails");
        }
    }

    /** Sends one datagram where the stack has room for little more than its refusal. */
    private static boolean sendAtTheEndOfTheStack(Session session, ByteBuffer message) {
        try {
            return sendAtTheEndOfTheStack(session, message);
        } catch (StackOverflowError e) {
            return session.send(message);
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        SessionState memory = (SessionState) session.attachment();
        unless(memory != null, "open first", "onClose came without onOpen");
        unless(!memory.closed, "close once", "onClose came twice");
        unless(reason != null, "close reason", "onClose came without a reason");
        PeerSession ended = (PeerSession) session;
        unless(
                reason != CloseReason.EVICTED
                        || !SimTables.isEstablished(ended)
                        || world.plan.limits().sessions() == 1,
                "eviction",
                "an established session gave way");
        memory.closed = true;
        closed++;
        world.books().speaks(ended, () -> session.push(SimMessages.push(25)));
        gone.add(session);
        if (gone.size() > 16) {
            gone.remove();
        }
    }

    @Override
    public void onError(Session session, Throwable error) {
        if (error instanceof AssertionError violation) {
            // The server counts what a handler throws and goes on, so a violation must leave by another way.
            world.found(violation);
        }
    }

    /** What a thread does that kept a session for too long. */
    void sendToOneThatIsGone() {
        Session session = gone.poll();
        if (session != null) {
            session.send("too late");
        }
    }

    void checkAllEnded() {
        unless(opened == closed, "open and close", opened + " were opened, " + closed + " closed");
    }
}
