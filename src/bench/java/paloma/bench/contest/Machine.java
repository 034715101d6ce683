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

/** The conditions of a run: date, command, hardware and versions. */
final class Machine {
    static final long WANTED_RECEIVE_BUFFER_BYTES = 4 << 20;
    /** The key of the date, which is in the title and name of the page. */
    static final String DATE = "date";

    static final String COMMAND = "command";
    static final String CORES = "cores";
    static final String KERNEL = "kernel";
    static final String JDK = "JDK";

    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path MAX_RECEIVE_BUFFER = Path.of("/proc/sys/net/core/rmem_max");

    private Machine() {}

    static Map<String, String> describe(BenchOptions options, Programs programs, String[] args)
            throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(DATE, LocalDate.now().toString());
        facts.put(
                COMMAND,
                String.join(" ", "scripts/bench.sh", String.join(" ", args)).strip());
        facts.put(CORES, programs.cores() + " × " + processor());
        facts.put(
                KERNEL, Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        facts.put(JDK, System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name"));
        facts.put("JVM options", String.join(" ", programs.javaOptions()) + " (" + programs.garbageCollector() + ")");
        facts.put("receive buffer", receiveBufferBytes() / 1024 + " KiB");
        facts.put("MINA", version("mina-core"));
        facts.put("Netty", version("netty-transport"));
        facts.put("C compiler", firstLine(Programs.outputOf(List.of("cc", "--version"))) + ", -O2");
        if (options.contestants().contains(Contestant.PYTHON)) {
            facts.put(
                    "Python", Programs.outputOf(List.of("python3", "--version")).replace("Python ", ""));
        }
        facts.put("load average before", Files.readString(LOAD).split(" ")[0]);
        return facts;
    }

    /** The receive buffer that a socket gets: the kernel silently reduces larger requests. */
    static long receiveBufferBytes() throws IOException {
        // Not readString: the second read of such a file returns nothing.
        String max = Files.readAllLines(MAX_RECEIVE_BUFFER).get(0);
        return Math.min(WANTED_RECEIVE_BUFFER_BYTES, Long.parseLong(max));
    }

    /** The version in the file name of the jar on the class path. */
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
