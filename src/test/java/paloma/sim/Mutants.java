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

    record Mutant(String name, Mutation mutation) {
        Mutant(String name, String file, String original, String replacement) {
            this(name, new Mutation(file, original, replacement));
        }
    }

    static final List<Mutant> MUTANTS = List.of(
            new Mutant(
                    "batch: a datagram that was not read to its end is part of the next",
                    "reactor/ReceiveBatch.java",
                    "            start = ends[i];\n",
                    ""),
            new Mutant(
                    "batch: the source of the one before it",
                    "reactor/ReceiveBatch.java",
                    "onDatagram(sources[i], ",
                    "onDatagram(sources[Math.max(0, i - 1)], "),
            new Mutant(
                    "order: the newest message first",
                    "session/Mailbox.java",
                    "tail.next = message;",
                    "message.next = head; head = message;"),
            new Mutant(
                    "leaked waiting count: what a close discards still waits",
                    "worker/HandlerInvoker.java",
                    "            counters.taken(bytes.length);\n            counters.released",
                    "            counters.released"),
            new Mutant(
                    "expiry race: judged by the clock, not by what was received",
                    "session/IdleExpiry.java",
                    "drainedAt - idleNanos",
                    "now - idleNanos"),
            new Mutant(
                    "lost wake-up: nobody tells the reactor that room is awaited",
                    "reactor/Outbox.java",
                    "            onFull.run();\n",
                    ""),
            new Mutant(
                    "lost wake-up: a drain does not hear that a session was given back",
                    "server/Drain.java",
                    "        if (requested) {\n            endpoint.wake();\n        }\n",
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
                    "off by one: the backlog takes one too many",
                    "session/Backlog.java",
                    "lastTaken < maxMessages",
                    "lastTaken <= maxMessages"),
            new Mutant(
                    "off by one: the backlog takes one byte too many",
                    "session/Backlog.java",
                    "TakenBytes <= maxBytes",
                    "TakenBytes <= maxBytes + 1"),
            new Mutant(
                    "off by one: the outbox takes one too many",
                    "reactor/Outbox.java",
                    "queued >= maxDatagrams",
                    "queued > maxDatagrams"),
            new Mutant(
                    "off by one: the outbox takes one byte too many",
                    "reactor/Outbox.java",
                    "length > maxBytes",
                    "length > maxBytes + 1"),
            new Mutant(
                    "off by one: an address has one session too many",
                    "server/ServerProtocol.java",
                    ">= limits.sessionsPerAddress()",
                    "> limits.sessionsPerAddress()"),
            new Mutant(
                    "returned: an answer that had to wait never counts",
                    "server/ServerProtocol.java",
                    "        ((PeerSession) attachment).onSent();\n",
                    ""),
            new Mutant(
                    "outbox overtaking: sends pass what waits",
                    "reactor/Outbox.java",
                    "full ? NO_ROOM : attempt(datagram, target)",
                    "attempt(datagram, target)"),
            new Mutant(
                    "double close: a session leaves the table twice",
                    "server/ServerProtocol.java",
                    "if (!table.remove(session)) {\n            return false;\n        }",
                    "table.remove(session);"),
            new Mutant(
                    "double close: onClose again for a session that was told",
                    "worker/HandlerInvoker.java",
                    "        session.end();\n",
                    ""),
            new Mutant(
                    "missed reason: a full outbox refuses without a word",
                    "reactor/Outbox.java",
                    "            if (waiting == null) {\n                countOutcome(refusal);",
                    "            if (waiting == null && refusal != UnsentReason.OUTBOX_FULL) {\n                countOutcome(refusal);"),
            new Mutant(
                    "missed reason: keep-alives are not counted",
                    "server/ServerProtocol.java",
                    "        reactorCounters.keepAlive();\n",
                    ""),
            new Mutant(
                    "amplification: a queued answer counts as one that left",
                    "server/Egress.java",
                    "if (sending == SendResult.SENT) {",
                    "if (sending != SendResult.REFUSED) {"),
            new Mutant(
                    "amplification: a peer is asked to return again and again",
                    "session/PeerSession.java",
                    "validated || !setFlag(VALIDATION_REQUESTED)",
                    "validated || setFlag(VALIDATION_REQUESTED) && false"),
            new Mutant(
                    "amplification: what asks a peer to return costs nothing",
                    "session/PeerSession.java",
                    "boolean charged = charge(0, 0);",
                    "boolean charged = true;"),
            new Mutant(
                    "rate: the end of its session gives a peer another burst",
                    "session/RateLimit.java",
                    "dueAtBySlot[slot] = Math.max(dueAtBySlot[slot], session.messageDueAt);",
                    ""),
            new Mutant(
                    "eviction: whoever is most idle gives way",
                    "session/EvictionPolicy.java",
                    "established.oldestActiveAt() < now - EVICTABLE_IDLE_NANOS",
                    "established.oldest() != null"),
            new Mutant(
                    "places: none is set apart for newcomers",
                    "session/EvictionPolicy.java",
                    "maxSessions - Math.max(1, maxSessions / 10)",
                    "maxSessions"),
            new Mutant(
                    "places: one that is quiet keeps its place",
                    "session/EvictionPolicy.java",
                    "if (idle == null) {",
                    "if (true) {"),
            new Mutant(
                    "places: whoever sends is ahead of a newcomer at once",
                    "session/EvictionPolicy.java",
                    "session.activeAt - headStartNanos",
                    "session.activeAt"),
            new Mutant(
                    "expiry order: activity does not move a session on",
                    "session/IdleWheel.java",
                    "if (isCurrent(oldest)) {",
                    "if (true) {"),
            new Mutant(
                    "expiry: activity does not start the time afresh",
                    "session/EvictionPolicy.java",
                    "        session.activeAt = now;\n        if (moves) {",
                    "        if (moves) {"),
            new Mutant(
                    "arrivals: a place is given to another before its message was taken",
                    "session/FirstMessageRing.java",
                    "if (messages.getAcquire(slot) != null) {",
                    "if (false) {"),
            new Mutant(
                    "arrivals: the source of another",
                    "session/PeerSession.java",
                    "last != null && AddressHash.exactKey(last) == key ? last",
                    "last != null ? last"),
            new Mutant(
                    "table: a split bucket loses what it should hand on",
                    "session/LinearHashTable.java",
                    "prepend(bucketOf(session.key), session);\n            session = next;",
                    "prepend(added & lowMask, session);\n            session = next;"));

    private Mutants() {}

    /** {@code make mutants}; a word in {@code ARGS} picks those whose names contain it. */
    public static void main(String[] args) throws Exception {
        String wanted = args.length == 0 ? "" : args[0];
        List<Mutant> mutants = MUTANTS.stream()
                .filter(mutant -> mutant.name().contains(wanted))
                .toList();
        Path none = Files.createTempDirectory("paloma-control");
        String control = caughtBy(none);
        Files.delete(none);
        if (control != null) {
            System.out.println("without any bug: caught by " + control);
            System.exit(1);
        }
        int escaped = 0;
        for (Mutant mutant : mutants) {
            String caught = caughtBy(mutant);
            System.out.printf("%-72s %s%n", mutant.name(), caught == null ? "GOT AWAY" : "caught by " + caught);
            escaped += caught == null ? 1 : 0;
        }
        System.out.printf("%d of %d bugs caught%n", mutants.size() - escaped, mutants.size());
        System.exit(escaped == 0 && !mutants.isEmpty() ? 0 : 1);
    }

    private static String caughtBy(Mutant mutant) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("paloma-mutant");
        try {
            mutant.mutation().compileInto(dir);
            return caughtBy(dir);
        } finally {
            delete(dir);
        }
    }

    /**
     * The check that fails when the classes in {@code dir} stand before the product's, and what it saw; null when none does.
     *
     * @throws IllegalStateException when the worlds did not come to an end of either kind, which catches nothing
     */
    private static String caughtBy(Path dir) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = dir + File.pathSeparator + System.getProperty("java.class.path");
        Process process = new ProcessBuilder(
                        java.toString(), "-cp", classPath, Simulation.class.getName(), String.valueOf(SEEDS), "1")
                .redirectErrorStream(true)
                .start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() == 0) {
            return null;
        }
        String first = said.isEmpty() ? "" : said.get(0);
        if (!first.startsWith(Simulation.CAUGHT_BY) || said.stream().noneMatch(l -> l.startsWith(Simulation.REPLAY))) {
            throw new IllegalStateException("the simulation itself failed: " + String.join("\n", said));
        }
        return first.substring(Simulation.CAUGHT_BY.length()).replaceAll("(?<=^.{90}).*", "…");
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> inside = Files.walk(dir)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
