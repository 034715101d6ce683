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
    private static final Launch PART =
            Launch.java("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName());

    @Test
    void itWaitsForTheWordAndTellsItsResultAndWaitsForTheEnd() throws Exception {
        try (Peer peer = Peer.echo();
                PalomaProcess part = ready(Plans.patient(Plans.to(peer.address(), 2, 3)))) {
            part.sendLine(WorkerMain.GO);
            String result = part.awaitStdout(line -> line.startsWith(WorkerMain.RESULT));
            Counts counts = Result.ofLine(result.substring(WorkerMain.RESULT.length() + 1))
                    .counts();
            assertEquals(counts("sent 6, answered 6"), withoutReadLate(counts));
            assertTrue(part.isAlive());
            part.closeStdin();
            assertEquals(0, part.awaitExit());
        }
    }

    @Test
    void withoutAPlanItEndsInSilence() {
        try (PalomaProcess part = PART.start()) {
            part.closeStdin();
            assertEquals(0, part.awaitExit());
            assertEquals("", part.stdout() + part.stderr());
        }
    }

    @Test
    void theEndOfInputEndsItBeforeItsTurn() throws Exception {
        try (Peer peer = Peer.echo();
                PalomaProcess part = ready(Plans.patient(Plans.to(peer.address(), 2, 3)))) {
            part.closeStdin();
            assertEquals(0, part.awaitExit());
        }
    }

    @Test
    void theEndOfInputEndsItInItsTurn() throws Exception {
        Peer.Manner silent = (peer, client, number, message) -> {};
        try (Peer peer = Peer.start(silent);
                PalomaProcess part = ready(Plans.to(peer.address(), 2, 30))) {
            part.sendLine(WorkerMain.GO);
            part.awaitStdout(line -> line.startsWith(WorkerMain.PROGRESS));
            part.closeStdin();
            assertEquals(0, part.awaitExit());
        }
    }

    @Test
    void aSignalEndsItWithItsResult() throws Exception {
        Peer.Manner silent = (peer, client, number, message) -> {};
        try (Peer peer = Peer.start(silent);
                PalomaProcess part = ready(Plans.to(peer.address(), 2, 30))) {
            part.sendLine(WorkerMain.GO);
            part.awaitStdout(line -> line.startsWith(WorkerMain.PROGRESS));
            part.signal("TERM");
            part.awaitStdout(line -> line.startsWith(WorkerMain.RESULT + " " + EndReason.STOPPED));
            part.closeStdin();
            assertEquals(128 + 15, part.awaitExit());
        }
    }

    private static PalomaProcess ready(Plan plan) {
        PalomaProcess part = PART.start();
        part.sendLine(plan.toLine());
        part.sendLine(plan.range(0, 1).toLine());
        part.awaitStdout(WorkerMain.READY::equals);
        return part;
    }
}
