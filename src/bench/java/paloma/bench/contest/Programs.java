package paloma.bench.contest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import paloma.bench.contestant.PalomaEcho;

/** <em>Immutable.</em> The programs of the bench, and the cores they run on. */
final class Programs {
    static final Path OUTPUT = Path.of("target", "bench");
    private static final Path SOURCES = Path.of("src", "bench");
    private static final List<String> C = List.of("driver", "echo", "echo_mmsg");

    private final String heap;
    private final List<Integer> cores;
    private final String python;

    private Programs(String heap, List<Integer> cores, String python) {
        this.heap = heap;
        this.cores = cores;
        this.python = python;
    }

    /** Compiles the programs in C and finds the Python interpreter. */
    static Programs prepare(BenchOptions options) throws IOException, InterruptedException {
        Files.createDirectories(OUTPUT.resolve("c"));
        Files.createDirectories(OUTPUT.resolve("log"));
        for (String program : C) {
            outputOf(List.of(
                    "cc",
                    "-O2",
                    "-std=gnu11",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-o",
                    compiled(program),
                    SOURCES.resolve("c").resolve(program + ".c").toString()));
        }
        // The interpreter itself: the command on the PATH may be a wrapper script.
        String python = options.contestants().contains(Contestant.PYTHON)
                ? outputOf(List.of("python3", "-c", "import sys; print(sys.executable)"))
                : "python3";
        return new Programs(options.heap(), allowedCores(), python);
    }

    /** Runs a command and returns its output; throws {@link IOException} if it fails. */
    static String outputOf(List<String> command) throws IOException, InterruptedException {
        Exit exit = Exit.of(command);
        if (exit.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + exit.output());
        }
        return exit.output();
    }

    /** Why a contestant cannot run here; empty if it can. */
    Optional<String> refusal(Contestant contestant) throws IOException, InterruptedException {
        return contestant.needsBatchTransport() ? refusal(contestant(contestant, 0)) : Optional.empty();
    }

    /** The last line of a program that refused to run. */
    static Optional<String> refusal(List<String> command) throws IOException, InterruptedException {
        Exit exit = Exit.of(command);
        if (exit.status() == PalomaEcho.REFUSED) {
            return exit.output().lines().reduce((line, next) -> next);
        }
        if (exit.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + exit.output());
        }
        return Optional.empty();
    }

    private static List<Integer> allowedCores() throws IOException {
        String allowed = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .findFirst()
                .orElseThrow();
        List<Integer> cores = new ArrayList<>();
        for (String range : allowed.replaceAll(".*:\\s*", "").split(",")) {
            String[] ends = range.split("-");
            for (int core = Integer.parseInt(ends[0]); core <= Integer.parseInt(ends[ends.length - 1]); core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    int cores() {
        return cores.size();
    }

    private static String compiled(String program) {
        return OUTPUT.resolve("c").resolve(program).toString();
    }

    /** The command of the driver, on the first core that this process may use. */
    List<String> driver(List<String> arguments) {
        List<String> command = pinned(cores.get(0));
        command.add(compiled("driver"));
        command.addAll(arguments);
        return command;
    }

    /** The command of a contestant, on the second core, or on the only one. */
    List<String> contestant(Contestant contestant, int port) {
        List<String> command = pinned(contestantCore());
        List<String> program = contestant.program();
        switch (contestant.runtime()) {
            case C -> command.addAll(List.of(compiled(program.get(0)), Integer.toString(port)));
            case PYTHON ->
                command.addAll(List.of(
                        python,
                        SOURCES.resolve("python").resolve(program.get(0)).toString(),
                        Integer.toString(port)));
            default -> {
                command.addAll(javaCommand());
                command.addAll(List.of("-cp", classPath(contestant)));
                command.addAll(List.of("paloma.bench.contestant." + program.get(0), Integer.toString(port)));
                command.addAll(program.subList(1, program.size()));
            }
        }
        return command;
    }

    /** The collector that the JVM selects, on one core usually the serial one. */
    String garbageCollector() throws IOException, InterruptedException {
        List<String> command = pinned(contestantCore());
        command.addAll(javaCommand());
        command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
        Matcher chosen = Pattern.compile("Use((?:Serial|Parallel|G1|Z|Shenandoah)GC) += true")
                .matcher(outputOf(command));
        return chosen.find() ? chosen.group(1) : "unknown";
    }

    private int contestantCore() {
        return cores.get(cores.size() > 1 ? 1 : 0);
    }

    private static List<String> pinned(int core) {
        return new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    }

    private List<String> javaCommand() {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(javaOptions());
        return command;
    }

    private static String classPath(Contestant contestant) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith(".jar")
                        || contestant.needs(Path.of(entry).getFileName().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The JVM options of all contestants in Java. */
    List<String> javaOptions() {
        return List.of(
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.internal.verbosity=ERROR",
                // By default Netty samples its buffers for leaks.
                "-Dio.netty.leakDetection.level=disabled");
    }
}
