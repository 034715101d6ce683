package paloma.bench.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What numbers are worth nothing without: when, on what, with which versions, by which command. */
final class Machine {
    static final long WANTED_RECEIVE_BUFFER_BYTES = 4 << 20;
    /** The fact that gives the page its title and its name. */
    static final String DATE = "date";

    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path MAX_RECEIVE_BUFFER = Path.of("/proc/sys/net/core/rmem_max");

    private Machine() {}

    static Map<String, String> describe(BenchOptions options, Programs programs, String[] args)
            throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(DATE, LocalDate.now().toString());
        facts.put(
                "command",
                String.join(" ", "scripts/bench.sh", String.join(" ", args)).strip());
        facts.put("cores", programs.cores() + " × " + processor());
        facts.put(
                "kernel",
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        facts.put("JDK", System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name"));
        facts.put("JVM options", String.join(" ", programs.javaOptions()) + " (" + programs.garbageCollector() + ")");
        facts.put("receive buffer", receiveBufferBytes() / 1024 + " KiB");
        facts.put("MINA", version("mina-core"));
        facts.put("Netty", version("netty-transport"));
        facts.put("C compiler", firstLine(Programs.said(List.of("cc", "--version"))) + ", -O2");
        if (options.contestants().contains(Contestant.PYTHON)) {
            facts.put("Python", Programs.said(List.of("python3", "--version")).replace("Python ", ""));
        }
        facts.put("load average before", Files.readString(LOAD).split(" ")[0]);
        return facts;
    }

    /** What the kernel grants every socket here; it cuts what it is asked for without a word. */
    static long receiveBufferBytes() throws IOException {
        // Not readString: such a file gives all of a number to one read, and nothing to the next.
        String most = Files.readAllLines(MAX_RECEIVE_BUFFER).get(0);
        return Math.min(WANTED_RECEIVE_BUFFER_BYTES, Long.parseLong(most));
    }

    /** Out of the name of its file, which is what runs. */
    private static String version(String library) {
        Matcher file = Pattern.compile(library + "-(\\d[^/:]*)\\.jar").matcher(System.getProperty("java.class.path"));
        return file.find() ? file.group(1) : "unknown";
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceAll(".*:\\s*", ""))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
