package paloma.load.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.NamedCounts.counts;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import paloma.lifecycle.Deadline;
import paloma.load.engine.MessageListener;
import paloma.load.plan.ClientRange;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.Result;

class LocalWorkerTest {
    private static final long TIMEOUT_NANOS = Duration.ofSeconds(2).toNanos();

    /** Stands still unless a test moves it, so that nothing is lost or late by chance. */
    private final AtomicLong now = new AtomicLong();

    @Test
    void theReactorIsWokenForWhatIsDueALittleLaterIfItWasDueAlready() {
        assertEquals(700_000, LocalWorker.wakeFor(700_000, 300_000));
        assertEquals(500_000, LocalWorker.wakeFor(400_000, 300_000));
        assertEquals(500_000, LocalWorker.wakeFor(299_999, 300_000));
        assertEquals(Deadline.NEVER, LocalWorker.wakeFor(Deadline.NEVER, 300_000));
    }

    @Test
    void everyMessageIsSentAndEveryAnswerCounted() throws Exception {
        try (Peer peer = Peer.echo();
                LocalWorker rig = connected(Plans.to(peer.address(), 20, 30))) {
            Result result = rig.run(progress -> {});
            assertEquals(EndReason.DONE, result.endReason());
            assertEquals(counts("sent 600, answered 600"), result.counts());
            assertEquals(600, result.latencies().getTotalCount());
            OptionalLong drops = new File("/proc/net/udp").exists() ? OptionalLong.of(0) : OptionalLong.empty();
            assertEquals(drops, result.clientDrops());
        }
    }

    @Test
    void whatWasMadeForTheSocketsIsCollectedBeforeTheRunAndNotInIt() throws Exception {
        try (Peer peer = Peer.echo();
                LocalWorker rig = new LocalWorker(Plans.to(peer.address(), 3, 1), new ClientRange(0, 3))) {
            WeakReference<Object> garbage = new WeakReference<>(new Object());
            rig.connect();
            assertNull(garbage.get());
        }
    }

    @Test
    void everyClientSaysGoodbyeWhichIsNoMessage() throws Exception {
        try (Peer peer = Peer.echo()) {
            try (LocalWorker rig = connected(Plans.to(peer.address(), 3, 2))) {
                assertEquals(6, rig.run(progress -> {}).counts().sent());
                assertEquals(List.of(), peer.others());
            }
            await().until(() -> peer.others().size() == 3);
            assertEquals(Collections.nCopies(3, Plans.LEAVE), peer.others());
        }
    }

    @Test
    void aRigPlaysItsShareOnly() throws Exception {
        List<Integer> heard = new ArrayList<>();
        Peer.Manner echo = (peer, client, number, message) -> {
            heard.add(client);
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(echo);
                LocalWorker rig = new LocalWorker(
                        Plans.to(peer.address(), 10, 1), new ClientRange(4, 3), MessageListener.NONE, now::get)) {
            rig.connect();
            assertEquals(3, rig.run(progress -> {}).counts().answered());
        }
        Collections.sort(heard);
        assertEquals(List.of(4, 5, 6), heard);
    }

    @Test
    void anUnansweredMessageIsLostAfterTheTimeoutAndTheNextOneGoes() throws Exception {
        Counts counts = counted(1, 5, (peer, client, number, message) -> {
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
        Counts counts = counted(1, 5, (peer, client, number, message) -> {
            now.addAndGet(TIMEOUT_NANOS - 1);
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 5, answered 5"), counts);
    }

    @Test
    void anAnswerAfterTheTimeoutIsLate() throws Exception {
        String[] kept = {null};
        Counts counts = counted(1, 4, (peer, client, number, message) -> {
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
    void anAnswerThatALaterOneOvertookIsReordered() throws Exception {
        String[] kept = {null};
        Counts counts = counted(1, 4, (peer, client, number, message) -> {
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
    void theSecondAnswerToAMessageIsADuplicateAlsoToTheLast() throws Exception {
        Counts counts = counted(3, 4, (peer, client, number, message) -> {
            peer.send(client, Plans.PREFIX + message);
            if (client == 1 && (number == 0 || number == 3)) {
                peer.send(client, Plans.PREFIX + message);
            }
        });
        assertEquals(counts("sent 12, answered 12, duplicated 2"), counts);
    }

    @Test
    void aChangedByteIsCorrupted() throws Exception {
        Counts counts = counted(3, 4, (peer, client, number, message) -> {
            if (client == 2 && number == 1) {
                peer.send(client, Plans.PREFIX + message.substring(0, 63) + "!");
            }
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 12, answered 12, corrupted 1"), counts);
    }

    @Test
    void anotherClientsAnswerIsForeign() throws Exception {
        Counts counts = counted(2, 4, (peer, client, number, message) -> {
            if (client == 1 && number == 2) {
                peer.send(client, Plans.PREFIX + Peer.checked(message.replace("/000001/", "/000000/")));
            }
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 8, answered 8, foreign 1"), counts);
    }

    @Test
    void theAnswerWithoutItsPrefixIsForeign() throws Exception {
        Counts counts = counted(1, 2, (peer, client, number, message) -> {
            peer.send(client, message);
            peer.send(client, Plans.PREFIX + message);
        });
        assertEquals(counts("sent 2, answered 2, foreign 2"), counts);
    }

    @Test
    void aPortWhereNobodyListensEndsTheRun() throws Exception {
        InetSocketAddress nobody;
        try (DatagramSocket closed = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        try (LocalWorker rig = connected(Plans.to(nobody, 3, 10))) {
            assertEquals(EndReason.UNREACHABLE, rig.run(progress -> {}).endReason());
        }
    }

    @Test
    void aServerThatSaysGoodbyeEndsTheRun() throws Exception {
        Peer.Manner leaving = (peer, client, number, message) ->
                peer.send(client, number == 5 ? Plans.FAREWELL : Plans.PREFIX + message);
        try (Peer peer = Peer.start(leaving);
                LocalWorker rig = connected(Plans.to(peer.address(), 1, 10))) {
            Result result = rig.run(progress -> {});
            assertEquals(EndReason.SERVER_LEFT, result.endReason());
            assertEquals(counts("sent 6, answered 5"), result.counts());
        }
    }

    @Test
    void aStoppedRunReturnsWhatItHasAndSendsNoMore() throws Exception {
        CountDownLatch halfway = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
        Peer.Manner slow = (peer, client, number, message) -> {
            heard.add(number);
            if (number == 5) {
                halfway.countDown();
                Latches.await(stopped);
            }
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(slow)) {
            try (LocalWorker rig = connected(Plans.to(peer.address(), 1, 10))) {
                CompletableFuture<Result> running = running(rig);
                Latches.await(halfway);
                rig.stop();
                Result result = running.join();
                stopped.countDown();
                assertEquals(EndReason.STOPPED, result.endReason());
                assertEquals(counts("sent 6, answered 5"), result.counts());
            }
            await().until(() -> !peer.others().isEmpty());
            assertEquals(List.of(0, 1, 2, 3, 4, 5), heard);
        }
    }

    @Test
    void aRunStoppedBeforeItBeganSendsNothing() throws Exception {
        try (Peer peer = Peer.echo();
                LocalWorker rig = connected(Plans.to(peer.address(), 3, 10))) {
            rig.stop();
            Result result = rig.run(progress -> {});
            assertEquals(EndReason.STOPPED, result.endReason());
            assertEquals(Counts.NONE, result.counts());
        }
    }

    @Test
    void aRunThatTakesLongerThanAllItsTimeoutsIsEnded() throws Exception {
        Plan[] plan = {null};
        Peer.Manner never = (peer, client, number, message) -> {
            // Once: the second message is not given up, and the run cannot come to its end before somebody looks.
            if (number == 0) {
                now.addAndGet(Duration.ofMillis(plan[0].maxMillis() + 1).toNanos());
            }
        };
        try (Peer peer = Peer.start(never)) {
            plan[0] = Plans.to(peer.address(), 1, 10);
            try (LocalWorker rig = connected(plan[0])) {
                assertEquals(EndReason.OVERDUE, rig.run(progress -> {}).endReason());
            }
        }
    }

    @Test
    void progressIsToldWhileItRuns() throws Exception {
        Counts halfway = counts("sent 4, answered 3");
        CountDownLatch told = new CountDownLatch(1);
        Peer.Manner waiting = (peer, client, number, message) -> {
            if (number == 3) {
                await().pollInSameThread().until(() -> {
                    now.addAndGet(Duration.ofMillis(200).toNanos());
                    return told.getCount() == 0;
                });
            }
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(waiting);
                LocalWorker rig = connected(Plans.patient(Plans.to(peer.address(), 1, 5)))) {
            rig.run(moment -> {
                if (moment.counts().equals(halfway)) {
                    told.countDown();
                }
            });
        }
        assertEquals(0, told.getCount());
    }

    /** The first answer keeps the reactor until all others are there; the second one takes its time. */
    @Test
    void whatWaitsBehindAnAnswerOfTheSameTurnIsHeldUp() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch allThere = new CountDownLatch(1);
        List<String> kept = new ArrayList<>();
        Peer.Manner together = (peer, client, number, message) -> {
            kept.add(message);
            if (kept.size() == 20) {
                for (int i = 0; i < 20; i++) {
                    int to = Integer.parseInt(kept.get(i).split("/")[1]);
                    peer.send(to, Plans.PREFIX + kept.get(i));
                    if (i == 0) {
                        Latches.await(reading);
                    }
                }
                allThere.countDown();
            }
        };
        MessageListener slow = new MessageListener() {
            private int answers;

            @Override
            public void answered(int number, long latencyNanos) {
                if (++answers == 1) {
                    reading.countDown();
                    Latches.await(allThere);
                } else if (answers == 2) {
                    now.addAndGet(Duration.ofMillis(2).toNanos());
                }
            }

            @Override
            public void lost(int number) {}
        };
        try (Peer peer = Peer.start(together)) {
            Plan plan = Plans.patient(Plans.to(peer.address(), 20, 1));
            try (LocalWorker rig = new LocalWorker(plan, plan.range(0, 1), slow, now::get)) {
                rig.connect();
                Counts counts = rig.run(progress -> {}).counts();
                assertEquals(20, counts.answered());
                // Eighteen, if the kernel brought all to their sockets at once.
                assertTrue(counts.readLate() > 0 && counts.readLate() <= 18, counts::toString);
            }
        }
    }

    /** The first client, whose seat keeps the time, hears nothing; without that one's help the others wait 50 ms each time. */
    @Test
    void whoeverThinksIsNotKeptWaitingForAnotherClientsTurn() throws Exception {
        // There are always some, however busy the machine is; without help there are none.
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
            try (LocalWorker rig = new LocalWorker(plan, plan.range(0, 1))) {
                rig.connect();
                CompletableFuture<Result> running = running(rig);
                Latches.await(quick);
                rig.stop();
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
                LocalWorker rig = connected(Plans.to(peer.address(), 1, 10))) {
            Result result = rig.run(progress -> {});
            assertEquals(100e6, result.latencies().getValueAtPercentile(50), 1e6);
            assertEquals(800e6, result.latencies().getMaxValue(), 1e6);
            assertEquals(1_700_000_000, result.elapsedNanos());
        }
    }

    private Counts counted(int clients, int messages, Peer.Manner manner) throws Exception {
        try (Peer peer = Peer.start(manner);
                LocalWorker rig = connected(Plans.to(peer.address(), clients, messages))) {
            Result result = rig.run(progress -> {});
            assertEquals(EndReason.DONE, result.endReason());
            return result.counts();
        }
    }

    private LocalWorker connected(Plan plan) throws LoadException {
        LocalWorker rig = new LocalWorker(plan, plan.range(0, 1), MessageListener.NONE, now::get);
        rig.connect();
        return rig;
    }

    private static CompletableFuture<Result> running(LocalWorker rig) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return rig.run(progress -> {});
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
