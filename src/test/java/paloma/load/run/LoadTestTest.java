package paloma.load.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.NamedCounts.counts;
import static paloma.load.report.NamedCounts.withoutReadLate;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import paloma.house.Needs;
import paloma.load.plan.LoadProfile;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.LoadReport;
import paloma.load.report.ProgressSnapshot;
import paloma.load.report.Verdict;
import paloma.net.SocketDrops;
import paloma.process.Ports;

@Tag("slow")
class LoadTestTest {
    @AfterEach
    void noProcessRemains() {
        await().until(() -> workerProcesses().isEmpty());
    }

    @Test
    void aSingleWorkerRunsInThisProcess() throws Exception {
        try (Peer peer = Peer.echo();
                LoadTest test = LoadTest.of(Plans.patient(Plans.to(peer.address(), 10, 10)), 1)) {
            LoadReport report = test.run(Optional.empty(), progress -> {});
            assertEquals(List.of(), workerProcesses());
            assertEquals(
                    counts("sent 100, answered 100"),
                    withoutReadLate(report.result().counts()));
            assertTrue(report.verdict(0, 100) == Verdict.GOOD);
        }
    }

    @Test
    void severalProcessesRunAllClients() throws Exception {
        Set<Integer> clients = ConcurrentHashMap.newKeySet();
        Peer.Manner echo = (peer, client, number, message) -> {
            clients.add(client);
            peer.send(client, Plans.PREFIX + message);
            if (client == 9 && number == 0) {
                peer.send(client, Plans.PREFIX + message);
            }
        };
        try (Peer peer = Peer.start(echo);
                LoadTest test = LoadTest.of(Plans.patient(Plans.to(peer.address(), 10, 10)), 3)) {
            assertEquals(3, workerProcesses().size());
            LoadReport report = test.run(Optional.empty(), progress -> {});
            assertEquals(
                    counts("sent 100, answered 100, duplicated 1"),
                    withoutReadLate(report.result().counts()));
            assertEquals(100, report.result().latencies().getTotalCount());
            OptionalLong drops = new File("/proc/net/udp").exists() ? OptionalLong.of(0) : OptionalLong.empty();
            assertEquals(drops, report.result().clientDrops());
            assertEquals(drops, report.server().drops());
            assertEquals(10, clients.size());
        }
    }

    @Test
    void serverDropsInTheWarmUpAreExcluded() throws Exception {
        Needs.that(new File("/proc/net/udp").exists(), "/proc/net/udp");
        AtomicLong inWarmUp = new AtomicLong();
        Peer.Manner stallsAtFirst = (peer, client, number, message) -> {
            if (inWarmUp.get() == 0) {
                await().until(() -> drops(peer) > 0);
                inWarmUp.set(drops(peer));
            }
            peer.send(client, Plans.PREFIX + message);
        };
        LoadProfile profile = LoadProfile.schedule(100_000, 1, Duration.ofSeconds(3), Duration.ofMillis(1));
        try (Peer peer = Peer.start(stallsAtFirst);
                LoadTest test = LoadTest.of(Plans.of(peer.address(), 10, profile), 1)) {
            LoadReport report = test.run(Optional.empty(), progress -> {});
            assertTrue(inWarmUp.get() > 0);
            assertTrue(report.server().drops().orElseThrow() <= drops(peer) - inWarmUp.get());
        }
    }

    private static long drops(Peer peer) {
        return SocketDrops.SYSTEM.atServer(peer.address()).orElseThrow();
    }

    @Test
    void progressIsTheSumOfAllProcesses() throws Exception {
        List<ProgressSnapshot> snapshots = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch enough = new CountDownLatch(1);
        Peer.Manner waiting = (peer, client, number, message) -> {
            if (number == 1) {
                Latches.await(enough);
            }
            peer.send(client, Plans.PREFIX + message);
        };
        try (Peer peer = Peer.start(waiting);
                LoadTest test = LoadTest.of(Plans.patient(Plans.to(peer.address(), 2, 3)), 2)) {
            test.run(Optional.empty(), snapshot -> {
                snapshots.add(snapshot);
                // One client has sent its second message, the other at least its first.
                if (snapshot.counts().sent() >= 3) {
                    enough.countDown();
                }
            });
        }
        Counts last = snapshots.get(snapshots.size() - 1).counts();
        assertTrue(last.sent() >= 3 && last.lost() == 0, snapshots.toString());
    }

    @Test
    void stopEndsEveryProcessAndReturnsItsFigures() throws Exception {
        Peer.Manner silent = (peer, client, number, message) -> {};
        try (Peer peer = Peer.start(silent);
                LoadTest test = LoadTest.of(Plans.to(peer.address(), 2, 100), 2)) {
            LoadReport report = test.run(Optional.empty(), snapshot -> {
                if (snapshot.counts().sent() > 0) {
                    test.stop();
                }
            });
            assertEquals(EndReason.STOPPED, report.result().endReason());
            assertEquals(0, report.result().counts().answered());
        }
    }

    @Test
    void aKilledProcessEndsTheRunWithItsStatus() throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        Peer.Manner silent = (peer, client, number, message) -> {};
        try (Peer peer = Peer.start(silent);
                LoadTest test = LoadTest.of(Plans.patient(Plans.to(peer.address(), 2, 100)), 2)) {
            LoadException problem = assertThrows(
                    LoadException.class,
                    () -> test.run(Optional.empty(), snapshot -> {
                        if (snapshot.counts().sent() > 0 && killed.compareAndSet(false, true)) {
                            workerProcesses().get(0).destroyForcibly();
                        }
                    }));
            assertEquals(LoadException.Problem.WORKER_ENDED, problem.problem());
            assertEquals(List.of("137"), problem.details());
        }
    }

    @Test
    void anUnreachableServerIsTheEndReasonOfAll() throws Exception {
        InetSocketAddress closedPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
        Plan plan = Plans.to(closedPort, 4, 10);
        try (LoadTest test = LoadTest.of(plan, 2)) {
            LoadReport report = test.run(Optional.empty(), progress -> {});
            assertEquals(EndReason.UNREACHABLE, report.result().endReason());
            assertEquals(OptionalLong.empty(), report.server().drops());
        }
    }

    private static List<ProcessHandle> workerProcesses() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(WorkerMain.class.getName()))
                .toList();
    }
}
