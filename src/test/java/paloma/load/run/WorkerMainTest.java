package paloma.load.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paloma.load.report.NamedCounts.counts;
import static paloma.load.report.NamedCounts.withoutReadLate;

import org.junit.jupiter.api.Test;
import paloma.load.plan.Plan;
import paloma.load.plan.Plans;
import paloma.load.report.Counts;
import paloma.load.report.EndReason;
import paloma.load.report.Result;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

class WorkerMainTest {
    private static final Launch WORKER =
            Launch.java("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName());

    @Test
    void itWaitsForGoReportsItsResultAndWaitsForTheEndOfInput() throws Exception {
        try (Peer peer = Peer.echo();
                PalomaProcess worker = ready(Plans.patient(Plans.to(peer.address(), 2, 3)))) {
            worker.sendLine(WorkerMain.GO);
            String result = worker.awaitStdout(line -> line.startsWith(WorkerMain.RESULT));
            Counts counts = Result.ofLine(result.substring(WorkerMain.RESULT.length() + 1))
                    .counts();
            assertEquals(counts("sent 6, answered 6"), withoutReadLate(counts));
            assertTrue(worker.isAlive());
            worker.closeStdin();
            assertEquals(0, worker.awaitExit());
        }
    }

    @Test
    void withoutAPlanItEndsWithoutOutput() {
        try (PalomaProcess worker = WORKER.start()) {
            worker.closeStdin();
            assertEquals(0, worker.awaitExit());
            assertEquals("", worker.stdout() + worker.stderr());
        }
    }

    @Test
    void theEndOfInputEndsItBeforeTheRun() throws Exception {
        try (Peer peer = Peer.echo();
                PalomaProcess worker = ready(Plans.patient(Plans.to(peer.address(), 2, 3)))) {
            worker.closeStdin();
            assertEquals(0, worker.awaitExit());
        }
    }

    @Test
    void theEndOfInputEndsItDuringTheRun() throws Exception {
        Peer.Manner silent = (peer, client, number, message) -> {};
        try (Peer peer = Peer.start(silent);
                PalomaProcess worker = ready(Plans.to(peer.address(), 2, 30))) {
            worker.sendLine(WorkerMain.GO);
            worker.awaitStdout(line -> line.startsWith(WorkerMain.PROGRESS));
            worker.closeStdin();
            assertEquals(0, worker.awaitExit());
        }
    }

    @Test
    void aSignalEndsItAndTheResultIsReported() throws Exception {
        Peer.Manner silent = (peer, client, number, message) -> {};
        try (Peer peer = Peer.start(silent);
                PalomaProcess worker = ready(Plans.to(peer.address(), 2, 30))) {
            worker.sendLine(WorkerMain.GO);
            worker.awaitStdout(line -> line.startsWith(WorkerMain.PROGRESS));
            worker.signal("TERM");
            worker.awaitStdout(line -> line.startsWith(WorkerMain.RESULT + " " + EndReason.STOPPED));
            worker.closeStdin();
            assertEquals(128 + 15, worker.awaitExit());
        }
    }

    private static PalomaProcess ready(Plan plan) {
        PalomaProcess worker = WORKER.start();
        worker.sendLine(plan.toLine());
        worker.sendLine(plan.range(0, 1).toLine());
        worker.awaitStdout(WorkerMain.READY::equals);
        return worker;
    }
}
