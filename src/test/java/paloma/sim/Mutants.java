package paloma.sim;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import paloma.house.Mutation;

/**
 * Shows that the simulation bites: builds the core again and again, each time with one real bug in it, and runs worlds
 * until a check catches it. Fails when a bug gets away, or when its place in the source has changed.
 */
public final class Mutants {
    private static final int SEEDS = 60;

    private record Mutant(String name, Mutation mutation) {
        Mutant(String name, String file, String original, String replacement) {
            this(name, new Mutation(file, original, replacement));
        }
    }

    private static final List<Mutant> MUTANTS = List.of(
            new Mutant(
                    "order: the newest message first",
                    "session/Mailbox.java",
                    "tail.next = message;",
                    "message.next = head; head = message;"),
            new Mutant(
                    "leaked waiting count: what a close discards still waits",
                    "session/Delivery.java",
                    "            outcome.taken(bytes.length);\n            outcome.failed(FailReason.CLOSED",
                    "            outcome.failed(FailReason.CLOSED"),
            new Mutant(
                    "expiry race: judged by the clock, not by what was received",
                    "session/Expiry.java",
                    "caughtUpAt - idleNanos",
                    "now - idleNanos"),
            new Mutant(
                    "lost wake-up: nobody tells the reactor that room is awaited",
                    "reactor/Outbox.java",
                    "            onFull.run();\n",
                    ""),
            new Mutant(
                    "lost wake-up: a drain does not hear that a session was given back",
                    "server/ServerProtocol.java",
                    "        if (draining) {\n            endpoint.wake();\n        }\n",
                    ""),
            new Mutant(
                    "off by one: a mailbox takes one too many",
                    "session/Mailbox.java",
                    "waiting >= capacity",
                    "waiting > capacity"),
            new Mutant(
                    "off by one: a table takes one too many",
                    "server/ServerProtocol.java",
                    "table.size() >= limits.sessions()",
                    "table.size() > limits.sessions()"),
            new Mutant(
                    "outbox overtaking: sends pass what waits",
                    "reactor/Outbox.java",
                    "if (!full) {\n            Sending attempt",
                    "if (true) {\n            Sending attempt"),
            new Mutant(
                    "double close: a session leaves the table twice",
                    "server/ServerProtocol.java",
                    "if (!table.remove(session)) {\n            return;\n        }",
                    "table.remove(session);"),
            new Mutant(
                    "double close: onClose again for a session that was told",
                    "session/Delivery.java",
                    "        session.end();\n",
                    ""),
            new Mutant(
                    "missed reason: a full outbox refuses without a word",
                    "reactor/Outbox.java",
                    "return refused(UnsentReason.OUTBOX_FULL);",
                    "return Sending.REFUSED;"),
            new Mutant(
                    "missed reason: keep-alives are not counted",
                    "server/ServerProtocol.java",
                    "        intake.keepAlive();\n",
                    ""),
            new Mutant(
                    "amplification: a queued answer counts as one that left",
                    "server/SessionHome.java",
                    "sending != Sending.SENT && !before",
                    "sending == Sending.REFUSED && !before"),
            new Mutant(
                    "eviction: whoever is most idle gives way",
                    "session/SessionTable.java",
                    "session != null && session.activeAt < quietSince ? session : null",
                    "session"),
            new Mutant(
                    "expiry order: activity does not move a session back",
                    "session/SessionTable.java",
                    "        idleListOf(session).unlink(session);\n        session.received(bytes, amplification, now);\n"
                            + "        session.activeAt = now;\n        idleListOf(session).append(session);\n",
                    "        session.received(bytes, amplification, now);\n        session.activeAt = now;\n"),
            new Mutant(
                    "table: a split bucket loses what it should hand on",
                    "session/SessionTable.java",
                    "int bucket = bucketOf(session.hash);\n            session.nextInBucket",
                    "int bucket = added & lowMask;\n            session.nextInBucket"));

    private Mutants() {}

    /** {@code make mutants}; a word in {@code ARGS} picks those whose names contain it. */
    public static void main(String[] args) throws Exception {
        String wanted = args.length == 0 ? "" : args[0];
        List<Mutant> mutants = MUTANTS.stream()
                .filter(mutant -> mutant.name().contains(wanted))
                .toList();
        int escaped = 0;
        for (Mutant mutant : mutants) {
            String caught = caughtBy(mutant);
            System.out.printf("%-72s %s%n", mutant.name(), caught == null ? "GOT AWAY" : "caught: " + caught);
            escaped += caught == null ? 1 : 0;
        }
        System.out.printf("%d of %d bugs caught%n", mutants.size() - escaped, mutants.size());
        System.exit(escaped == 0 ? 0 : 1);
    }

    /** What caught the bug; null when nothing did. */
    private static String caughtBy(Mutant mutant) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("paloma-mutant");
        try {
            mutant.mutation().compileInto(dir);
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            String classPath = dir + File.pathSeparator + System.getProperty("java.class.path");
            Process process = new ProcessBuilder(
                            java.toString(), "-cp", classPath, Simulation.class.getName(), String.valueOf(SEEDS), "1")
                    .redirectErrorStream(true)
                    .start();
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return process.waitFor() == 0 ? null : said.get(0).replaceAll("(?<=^.{90}).*", "…");
        } finally {
            delete(dir);
        }
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> inside = Files.walk(dir)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
