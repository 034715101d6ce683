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
 * Mutation test of the simulation: builds the core with one bug at a time, and runs worlds until a check fails. Fails
 * when a mutant survives, or when its place in the source has changed.
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
                    "batch: the unread rest of a datagram is part of the next",
                    "reactor/ReceiveBatch.java",
                    ".position(starts[i])",
                    ".position(starts[0])"),
            new Mutant(
                    "batch: the source of the previous datagram",
                    "reactor/ReceiveBatch.java",
                    "onDatagram(sources[i], ",
                    "onDatagram(sources[Math.max(0, i - 1)], "),
            new Mutant(
                    "order: the newest message first",
                    "session/Mailbox.java",
                    "tail.next = message;",
                    "message.next = head; head = message;"),
            new Mutant(
                    "leaked waiting count: messages discarded by a close still wait",
                    "worker/HandlerInvoker.java",
                    "            counters.taken(bytes.length);\n            counters.released",
                    "            counters.released"),
            new Mutant(
                    "expiry race: by the clock, not by received datagrams",
                    "session/IdleExpiry.java",
                    "drainedAt - idleNanos",
                    "now - idleNanos"),
            new Mutant(
                    "lost wake-up: the reactor does not wait for room",
                    "reactor/Outbox.java",
                    "            listener.onFull();\n",
                    ""),
            new Mutant(
                    "lost wake-up: a released session does not wake the drain",
                    "server/Drain.java",
                    "        if (requested) {\n            endpoint.wake();\n        }\n",
                    ""),
            new Mutant(
                    "off by one: a mailbox takes one message too many",
                    "session/Mailbox.java",
                    "waiting >= capacity",
                    "waiting > capacity"),
            new Mutant(
                    "off by one: a table takes one session too many",
                    "server/Ingress.java",
                    "table.size() >= limits.sessions()",
                    "table.size() > limits.sessions()"),
            new Mutant(
                    "off by one: the backlog takes one message too many",
                    "session/Backlog.java",
                    "lastTaken < maxMessages",
                    "lastTaken <= maxMessages"),
            new Mutant(
                    "off by one: the backlog takes one byte too many",
                    "session/Backlog.java",
                    "TakenBytes <= maxBytes",
                    "TakenBytes <= maxBytes + 1"),
            new Mutant(
                    "off by one: the outbox takes one datagram too many",
                    "reactor/Outbox.java",
                    "queued >= bounds.outboxDatagrams()",
                    "queued > bounds.outboxDatagrams()"),
            new Mutant(
                    "off by one: the outbox takes one byte too many",
                    "reactor/Outbox.java",
                    "length > bounds.outboxBytes()",
                    "length > bounds.outboxBytes() + 1"),
            new Mutant(
                    "off by one: an address has one session too many",
                    "server/Ingress.java",
                    ">= limits.sessionsPerAddress()",
                    "> limits.sessionsPerAddress()"),
            new Mutant(
                    "validation: a queued answer never counts as sent",
                    "reactor/Outbox.java",
                    "            waiting.peer.onSent();\n",
                    ""),
            new Mutant(
                    "outbox overtaking: sends overtake queued datagrams",
                    "reactor/Outbox.java",
                    "full ? NO_ROOM : attempt(datagram, target)",
                    "attempt(datagram, target)"),
            new Mutant(
                    "staged: the reactor does not flush the batch of a long call",
                    "reactor/SendBatch.java",
                    "                    outbox.flush(batch);\n                } else {",
                    "                } else {"),
            new Mutant(
                    "staged: the datagrams behind a refused one are lost",
                    "reactor/Outbox.java",
                    "i += Math.max(1, taken);",
                    "i += taken == 0 ? batch.size() : taken;"),
            new Mutant(
                    "staged: an answer counts as sent while it waits",
                    "reactor/Outbox.java",
                    "boolean first = peer.onStaged();\n",
                    "boolean first = peer.onStaged();\n            peer.onSent();\n"),
            new Mutant(
                    "double close: a session leaves the table twice",
                    "server/SessionLifecycle.java",
                    "if (!table.remove(session)) {\n            return false;\n        }",
                    "table.remove(session);"),
            new Mutant(
                    "double close: onClose is called again",
                    "worker/HandlerInvoker.java",
                    "        session.end();\n",
                    ""),
            new Mutant(
                    "missed reason: a full outbox refuses without a reason",
                    "reactor/Outbox.java",
                    "            if (waiting == null) {\n                countOutcome(refusal, length);",
                    "            if (waiting == null && refusal != UnsentReason.OUTBOX_FULL) {\n                countOutcome(refusal, length);"),
            new Mutant(
                    "missed reason: keep-alives are not counted",
                    "server/Ingress.java",
                    "        counters.keepAlive();\n",
                    ""),
            new Mutant(
                    "amplification: a queued answer counts as sent",
                    "reactor/Outbox.java",
                    "report(peer, waiting == null && refusal == null);",
                    "report(peer, refusal == null);"),
            new Mutant(
                    "amplification: validation requests are repeated",
                    "session/AddressValidation.java",
                    "validated || !setFlag(VALIDATION_REQUESTED)",
                    "validated || setFlag(VALIDATION_REQUESTED) && false"),
            new Mutant(
                    "amplification: a validation request costs nothing",
                    "session/AddressValidation.java",
                    "boolean charged = charge(0, 0);",
                    "boolean charged = true;"),
            new Mutant(
                    "rate: another session gives a peer another burst",
                    "session/RateLimit.java",
                    "dueAtBySlot[slot] = Math.max(dueAtBySlot[slot], session.messageDueAt);",
                    ""),
            new Mutant(
                    "eviction: the session idle longest is evicted",
                    "session/EvictionPolicy.java",
                    "established.oldestActiveAt() < now - EVICTABLE_IDLE_NANOS",
                    "established.oldest() != null"),
            new Mutant(
                    "eviction: no place is reserved for provisional sessions",
                    "session/EvictionPolicy.java",
                    "maxSessions - Math.max(1, maxSessions / 10)",
                    "maxSessions"),
            new Mutant(
                    "eviction: an idle session keeps its established place",
                    "session/EvictionPolicy.java",
                    "if (idle == null) {",
                    "if (true) {"),
            new Mutant(
                    "eviction: an active session is preferred to a new one at once",
                    "session/EvictionPolicy.java",
                    "session.activeAt - headStartNanos",
                    "session.activeAt"),
            new Mutant(
                    "expiry order: activity does not move a session",
                    "session/IdleWheel.java",
                    "if (isCurrent(oldest)) {",
                    "if (true) {"),
            new Mutant(
                    "expiry: activity does not restart the timeout",
                    "session/EvictionPolicy.java",
                    "        session.activeAt = now;\n        if (moves) {",
                    "        if (moves) {"),
            new Mutant(
                    "first messages: a slot is reused before its message was taken",
                    "session/FirstMessageRing.java",
                    "if (messages.getAcquire(slot) != null) {",
                    "if (false) {"),
            new Mutant(
                    "first messages: the source of another session",
                    "session/PeerSession.java",
                    "last != null && PackedAddress.of(last) == key ? last",
                    "last != null ? last"),
            new Mutant(
                    "table: a split bucket does not move its sessions",
                    "session/LinearHashTable.java",
                    "prepend(bucketOf(session.key), session);\n            session = next;",
                    "prepend(added & lowMask, session);\n            session = next;"));

    private Mutants() {}

    /** {@code make mutants}; a word in {@code ARGS} selects the mutants whose names contain it. */
    public static void main(String[] args) throws Exception {
        String filter = args.length == 0 ? "" : args[0];
        List<Mutant> mutants = MUTANTS.stream()
                .filter(mutant -> mutant.name().contains(filter))
                .toList();
        Path emptyDirectory = Files.createTempDirectory("paloma-control");
        String control = caughtBy(emptyDirectory);
        Files.delete(emptyDirectory);
        if (control != null) {
            System.out.println("without any bug: caught by " + control);
            System.exit(1);
        }
        int escaped = 0;
        for (Mutant mutant : mutants) {
            String caught = caughtBy(mutant);
            System.out.printf("%-72s %s%n", mutant.name(), caught == null ? "NOT CAUGHT" : "caught by " + caught);
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
     * Runs worlds with the classes in {@code dir} before the product's on the class path.
     *
     * @return the check that failed and its message; null when none failed
     * @throws IllegalStateException when the simulation itself failed, which catches nothing
     */
    private static String caughtBy(Path dir) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = dir + File.pathSeparator + System.getProperty("java.class.path");
        Process process = new ProcessBuilder(
                        java.toString(), "-cp", classPath, Simulation.class.getName(), String.valueOf(SEEDS), "1")
                .redirectErrorStream(true)
                .start();
        List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() == 0) {
            return null;
        }
        String first = output.isEmpty() ? "" : output.get(0);
        if (!first.startsWith(Simulation.CAUGHT_BY)
                || output.stream().noneMatch(l -> l.startsWith(Simulation.REPLAY))) {
            throw new IllegalStateException("the simulation itself failed: " + String.join("\n", output));
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
