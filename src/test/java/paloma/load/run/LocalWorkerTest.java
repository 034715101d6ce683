package paloma.load.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.NamedCounts.counts;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import paloma.load.engine.MessageListener;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.Result;
import paloma.process.Ports;

class LocalWorkerTest {
    private static final long TIMEOUT_NANOS = Duration.ofSeconds(2).toNanos();

    /** Only tests advance it, so that no message is lost or late by chance. */
    private final AtomicLong now = new AtomicLong();

    @Test
    void everyMessageIsSentAndEveryAnswerIsCounted() throws Exception {
        try (Peer peer = Peer.echo();
                LocalWorker worker = connected(Plans.to(peer.address(), 20, 30))) {
            Result result = worker.run(progress -> {});
            assertEquals(EndReason.DONE, result.endReason());
            assertEquals(counts("sent 600, answered 600"), result.counts());
            assertEquals(600, result.latencies().getTotalCount());
            OptionalLong drops = new File("/proc/net/udp").exists() ? OptionalLong.of(0) : OptionalLong.empty();
            assertEquals(drops, result.clientDrops());
        }
    }

    @Test
    void garbageIsCollectedBeforeTheRun() throws Exception {
        try (Peer peer = Peer.echo();
                LocalWorker worker = new LocalWorker(Plans.to(peer.address(), 3, 1), new ClientRange(0, 3))) {
            WeakReference<Object> garbage = new WeakReference<>(new Object());
            worker.connect();
            assertNull(garbage.get());
        }
    }

    @Test
    void everyClientSendsAGoodbyeThatIsNotCounted() throws Exception {
        try (Peer peer = Peer.echo()) {
            try (LocalWorker worker = connected(Plans.to(peer.address(), 3, 2))) {
                assertEquals(6, worker.run(progress -> {}).counts().sent());
                assertEquals(List.of(), peer.others());
            }
            await().until(() -> peer.others().size() == 3);
            assertEquals(Collections.nCopies(3, Plans.LEAVE), peer.others());
        }
    }

    @Test
    void aWorkerRunsItsRangeOnly() throws Exception {
        List<Integer> received = new ArrayList<>();
        Peer.Manner echo = (peer, client, number, message) -> {
            received.add(client);
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(echo);
                LocalWorker worker = new LocalWorker(
                        Plans.to(peer.address(), 10, 1), new ClientRange(4, 3), MessageListener.NONE, now::get)) {
            worker.connect();
            assertEquals(3, worker.run(progress -> {}).counts().answered());
        }
        Collections.sort(received);
        assertEquals(List.of(4, 5, 6), received);
    }

    @Test
    void anUnansweredMessageIsLostAndTheNextIsSent() throws Exception {
        Counts counts = countsOf(1, 5, (peer, client, number, message) -> {
            if (number == 1 || number == 4) {
                now.addAndGet(TIMEOUT_NANOS);
            } else {
                peer.send(client, Plans.PREFIX + message);
            }
        });
        assertEquals(counts("sent 5, answered 3, lost 2"), counts);
    }

    @Test
    void nothingIsLostBeforeTheTimeout() throws Exception {
        Counts counts = countsOf(1, 5, (peer, client, number, message) -> {
            now.addAndGet(TIMEOUT_NANOS - 1);
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 5, answered 5"), counts);
    }

    @Test
    void anAnswerAfterTheTimeoutIsLate() throws Exception {
        String[] kept = {null};
        Counts counts = countsOf(1, 4, (peer, client, number, message) -> {
            if (number == 1) {
                kept[0] = message;
                now.addAndGet(TIMEOUT_NANOS);
                return;
            }
            if (number == 2) {
                peer.send(client, Plans.PREFIX + kept[0]);
            }
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 4, answered 3, late 1"), counts);
    }

    @Test
    void anAnswerAfterALaterOneIsReordered() throws Exception {
        String[] kept = {null};
        Counts counts = countsOf(1, 4, (peer, client, number, message) -> {
            if (number == 1) {
                kept[0] = message;
                now.addAndGet(TIMEOUT_NANOS);
                return;
            }
            peer.send(client, Plans.PREFIX + message);
            if (number == 2) {
                peer.send(client, Plans.PREFIX + kept[0]);
            }
        });
        assertEquals(counts("sent 4, answered 3, late 1, reordered 1"), counts);
    }

    @Test
    void aSecondAnswerIsADuplicateEvenToTheLastMessage() throws Exception {
        Counts counts = countsOf(3, 4, (peer, client, number, message) -> {
            peer.send(client, Plans.PREFIX + message);
            if (client == 1 && (number == 0 || number == 3)) {
                peer.send(client, Plans.PREFIX + message);
            }
        });
        assertEquals(counts("sent 12, answered 12, duplicated 2"), counts);
    }

    @Test
    void aChangedByteIsCorrupted() throws Exception {
        Counts counts = countsOf(3, 4, (peer, client, number, message) -> {
            if (client == 2 && number == 1) {
                peer.send(client, Plans.PREFIX + message.substring(0, 63) + "!");
            }
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 12, answered 12, corrupted 1"), counts);
    }

    @Test
    void anotherClientsAnswerIsForeign() throws Exception {
        Counts counts = countsOf(2, 4, (peer, client, number, message) -> {
            if (client == 1 && number == 2) {
                peer.send(client, Plans.PREFIX + Peer.checked(message.replace("/000001/", "/000000/")));
            }
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 8, answered 8, foreign 1"), counts);
    }

    @Test
    void anAnswerWithoutItsPrefixIsForeign() throws Exception {
        Counts counts = countsOf(1, 2, (peer, client, number, message) -> {
            peer.send(client, message);
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 2, answered 2, foreign 2"), counts);
    }

    @Test
    void aClosedPortEndsTheRun() throws Exception {
        InetSocketAddress closedPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
        try (LocalWorker worker = connected(Plans.to(closedPort, 3, 10))) {
            assertEquals(EndReason.UNREACHABLE, worker.run(progress -> {}).endReason());
        }
    }

    @Test
    void theGoodbyeOfTheServerEndsTheRun() throws Exception {
        Peer.Manner leaving = (peer, client, number, message) ->
                peer.send(client, number == 5 ? Plans.FAREWELL : Plans.PREFIX + message);
        try (Peer peer = Peer.start(leaving);
                LocalWorker worker = connected(Plans.to(peer.address(), 1, 10))) {
            Result result = worker.run(progress -> {});
            assertEquals(EndReason.SERVER_LEFT, result.endReason());
            assertEquals(counts("sent 6, answered 5"), result.counts());
        }
    }

    @Test
    void aStoppedRunReturnsItsFiguresAndSendsNothing() throws Exception {
        CountDownLatch halfway = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        List<Integer> received = Collections.synchronizedList(new ArrayList<>());
        Peer.Manner slow = (peer, client, number, message) -> {
            received.add(number);
            if (number == 5) {
                halfway.countDown();
                Latches.await(stopped);
            }
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(slow)) {
            try (LocalWorker worker = connected(Plans.to(peer.address(), 1, 10))) {
                CompletableFuture<Result> running = running(worker);
                Latches.await(halfway);
                worker.stop();
                Result result = running.join();
                stopped.countDown();
                assertEquals(EndReason.STOPPED, result.endReason());
                assertEquals(counts("sent 6, answered 5"), result.counts());
            }
            await().until(() -> !peer.others().isEmpty());
            assertEquals(List.of(0, 1, 2, 3, 4, 5), received);
        }
    }

    @Test
    void aRunThatIsStoppedBeforeItsStartSendsNothing() throws Exception {
        try (Peer peer = Peer.echo();
                LocalWorker worker = connected(Plans.to(peer.address(), 3, 10))) {
            worker.stop();
            Result result = worker.run(progress -> {});
            assertEquals(EndReason.STOPPED, result.endReason());
            assertEquals(Counts.NONE, result.counts());
        }
    }

    @Test
    void aRunOverItsMaximumDurationIsEnded() throws Exception {
        Plan[] plan = {null};
        Peer.Manner never = (peer, client, number, message) -> {
            // Once: the second message does not time out, so that the run cannot end before the next poll.
            if (number == 0) {
                now.addAndGet(Duration.ofMillis(plan[0].maxMillis() + 1).toNanos());
            }
        };
        try (Peer peer = Peer.start(never)) {
            plan[0] = Plans.to(peer.address(), 1, 10);
            try (LocalWorker worker = connected(plan[0])) {
                assertEquals(EndReason.OVERDUE, worker.run(progress -> {}).endReason());
            }
        }
    }

    @Test
    void progressIsReportedDuringTheRun() throws Exception {
        Counts halfway = counts("sent 4, answered 3");
        CountDownLatch reported = new CountDownLatch(1);
        Peer.Manner waiting = (peer, client, number, message) -> {
            if (number == 3) {
                await().pollInSameThread().until(() -> {
                    now.addAndGet(Duration.ofMillis(200).toNanos());
                    return reported.getCount() == 0;
                });
            }
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(waiting);
                LocalWorker worker = connected(Plans.patient(Plans.to(peer.address(), 1, 5)))) {
            worker.run(snapshot -> {
                if (snapshot.counts().equals(halfway)) {
                    reported.countDown();
                }
            });
        }
        assertEquals(0, reported.getCount());
    }

    /** The first answer blocks the reactor until all others have arrived; the second one takes 2 ms. */
    @Test
    void anAnswerReadAfterASlowOneOfTheSameTurnIsReadLate() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch allSent = new CountDownLatch(1);
        Map<Integer, String> messages = new LinkedHashMap<>();
        Peer.Manner together = (peer, client, number, message) -> {
            messages.put(client, message);
            if (messages.size() == 20) {
                int first = messages.keySet().iterator().next();
                peer.send(first, Plans.PREFIX + messages.remove(first));
                Latches.await(reading);
                messages.forEach((other, text) -> peer.send(other, Plans.PREFIX + text));
                allSent.countDown();
            }
        };
        MessageListener slow = new MessageListener() {
            private int answers;

            @Override
            public void answered(int number, long latencyNanos) {
                if (++answers == 1) {
                    reading.countDown();
                    Latches.await(allSent);
                } else if (answers == 2) {
                    now.addAndGet(Duration.ofMillis(2).toNanos());
                }
            }

            @Override
            public void lost(int number) {}
        };
        try (Peer peer = Peer.start(together)) {
            Plan plan = Plans.patient(Plans.to(peer.address(), 20, 1));
            try (LocalWorker worker = new LocalWorker(plan, plan.range(0, 1), slow, now::get)) {
                worker.connect();
                Counts counts = worker.run(progress -> {}).counts();
                assertEquals(20, counts.answered());
                // 18 if the kernel delivered all of them at the same time.
                assertTrue(counts.readLate() > 0 && counts.readLate() <= 18, counts::toString);
            }
        }
    }

    /** The next message of a client is due before the sweep, 50 ms later, and its answer is in no turn of the engine. */
    @Test
    void aClientThatThinksDoesNotWaitForTheSweep() throws Exception {
        // Even a busy machine has some of these; without the wake-up there is none.
        CountDownLatch quick = new CountDownLatch(10);
        long[] answeredAt = {0};
        Peer.Manner onlyTheSecond = (peer, client, number, message) -> {
            if (client == 1) {
                if (number > 0 && System.nanoTime() - answeredAt[0] < 40_000_000) {
                    quick.countDown();
                }
                answeredAt[0] = System.nanoTime();
                peer.send(client, Plans.PREFIX + message);
            }
        };
        try (Peer peer = Peer.start(onlyTheSecond)) {
            Plan plan = Plans.patient(Plans.of(peer.address(), 2, LoadProfile.turns(100_000, Duration.ofMillis(1))));
            try (LocalWorker worker = new LocalWorker(plan, plan.range(0, 1))) {
                worker.connect();
                CompletableFuture<Result> running = running(worker);
                Latches.await(quick);
                worker.stop();
                assertEquals(EndReason.STOPPED, running.join().endReason());
            }
        }
    }

    @Test
    void theLatencyIsTheTimeFromMessageToAnswer() throws Exception {
        Peer.Manner slow = (peer, client, number, message) -> {
            now.addAndGet(Duration.ofMillis(number == 9 ? 800 : 100).toNanos());
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(slow);
                LocalWorker worker = connected(Plans.to(peer.address(), 1, 10))) {
            Result result = worker.run(progress -> {});
            assertEquals(100e6, result.latencies().getValueAtPercentile(50), 1e6);
            assertEquals(800e6, result.latencies().getMaxValue(), 1e6);
            assertEquals(1_700_000_000, result.elapsedNanos());
        }
    }

    private Counts countsOf(int clients, int messages, Peer.Manner manner) throws Exception {
        try (Peer peer = Peer.start(manner);
                LocalWorker worker = connected(Plans.to(peer.address(), clients, messages))) {
            Result result = worker.run(progress -> {});
            assertEquals(EndReason.DONE, result.endReason());
            return result.counts();
        }
    }

    private LocalWorker connected(Plan plan) throws LoadException {
        LocalWorker worker = new LocalWorker(plan, plan.range(0, 1), MessageListener.NONE, now::get);
        worker.connect();
        return worker;
    }

    private static CompletableFuture<Result> running(LocalWorker worker) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return worker.run(progress -> {});
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
