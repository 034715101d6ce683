package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.CloseReason;
import paloma.Counter;
import paloma.Counters;
import paloma.DropReason;
import paloma.FailReason;
import paloma.UnsentReason;

/**
 * <em>Immutable.</em> The report file of a server process. A partial report fails the test.
 *
 * @param knownKernelDrops empty where the kernel does not report them
 * @param drained whether the server closed within its drain time; null while it is open
 */
public record Report(Counters counters, OptionalLong knownKernelDrops, Boolean drained) {
    /** Parses the file. */
    public static Report read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses the file; empty while it is missing or empty. */
    public static Optional<Report> latest(Path file) throws IOException {
        return Files.exists(file) && Files.size(file) > 0 ? Optional.of(read(file)) : Optional.empty();
    }

    /** Returns the kernel's drops; fails the test where they are unknown. */
    public long kernelDrops() {
        return knownKernelDrops.orElseThrow(() -> new AssertionError("no kernelDrops"));
    }

    /** Asserts that these are the only drops and unsent messages, and that no message failed. */
    public void assertRefusals(Map<DropReason, Long> dropped, Map<UnsentReason, Long> unsent) {
        Supplier<String> message = this::toString;
        assertEquals(dropped, occurred(counters.dropped()), message);
        assertEquals(unsent, occurred(counters.unsent()), message);
        assertEquals(Map.of(), occurred(counters.failed()), message);
    }

    private static <R> Map<R, Long> occurred(Map<R, Long> reasons) {
        Map<R, Long> occurred = new HashMap<>(reasons);
        occurred.values().removeIf(count -> count == 0);
        return occurred;
    }

    private static Report parse(String json) {
        Map<Counter, Long> values = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            if (counter.reasons().isEmpty()) {
                // A datagram carries one message, so the report has accepted only.
                Counter printed = counter == Counter.CARRIED ? Counter.ACCEPTED : counter;
                values.put(counter, number(printed.label(), json));
            }
        }
        Counters counters = new Counters(
                values,
                reasons(DropReason.class, "dropped", json),
                reasons(FailReason.class, "failed", json),
                reasons(UnsentReason.class, "unsent", json),
                reasons(CloseReason.class, "closed", json));
        // The invariants are computed here too, not only by the server.
        assertEquals(counters.balanced(), Boolean.valueOf(member("balanced", "(true|false)", json)), json);
        Boolean drained = drained(json);
        // A server that has drained has nothing in progress.
        assertTrue(!Boolean.TRUE.equals(drained) || counters.atRest(), json);
        return new Report(counters, kernelDrops(json), drained);
    }

    private static long number(String name, String json) {
        return Long.parseLong(member(name, "(\\d+)", json));
    }

    private static OptionalLong kernelDrops(String json) {
        String drops = member("kernelDrops", "(\\d+|null)", json);
        return drops.equals("null") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(drops));
    }

    /** Null in the report of a running server. */
    private static Boolean drained(String json) {
        String flag = member("drained", "(true|false|null)", json);
        return flag.equals("null") ? null : Boolean.valueOf(flag);
    }

    private static <R extends Enum<R>> Map<R, Long> reasons(Class<R> type, String name, String json) {
        String inner = member(name, "(\\{[^}]*\\})", json);
        Map<R, Long> reasons = new EnumMap<>(type);
        for (R reason : type.getEnumConstants()) {
            reasons.put(reason, number(reason.name(), inner));
        }
        return reasons;
    }

    private static String member(String name, String value, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\":" + value).matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return matcher.group(1);
    }
}
