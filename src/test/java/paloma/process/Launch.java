package paloma.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import paloma.house.Timeouts;

/**
 * <em>Immutable.</em> How to start a process: {@code Launch.paloma("server", "--port", "0").start()}.
 *
 * @param command program and arguments
 * @param environment what is set on top of the inherited environment
 * @param stdin where standard input comes from; {@link Redirect#PIPE} lets {@link PalomaProcess#sendLine} write it
 * @param stdout where standard output goes; {@link Redirect#PIPE} lets {@link PalomaProcess#stdout} read it
 * @param stderr the same for standard error
 */
public record Launch(
        List<String> command, Map<String, String> environment, Redirect stdin, Redirect stdout, Redirect stderr) {
    private static final int FIRST_UNUSED_UID = 300_000;
    private static final int UNUSED_UIDS = 100_000;

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final Set<String> COMMANDS = Set.of("server", "client", "load");

    /** Full compilation takes too long for a process of seconds. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    /** {@code java -jar target/paloma.jar} with these arguments, on the JDK that runs the tests. */
    public static Launch paloma(String... arguments) {
        String jar = System.getProperty("paloma.jar", "target/paloma.jar");
        Stream<String> archive = arguments.length > 0 && COMMANDS.contains(arguments[0])
                ? StartArchive.options(JAVA, jar, arguments[0]).stream()
                : Stream.of();
        Stream<String> main = Stream.concat(Stream.of("-jar", jar), Stream.of(arguments));
        return java(Stream.concat(archive, main).toArray(String[]::new));
    }

    /**
     * A client of the server on {@code port}, with a request timeout of the tests' limit unless {@code options} set
     * one.
     */
    public static Launch client(int port, String... options) {
        Stream<String> patient = Stream.of("client", "--port", Integer.toString(port), "--timeout", Timeouts.OPTION);
        return paloma(Stream.concat(patient, Stream.of(options)).toArray(String[]::new));
    }

    /** {@code java} with these arguments, on the JDK that runs the tests. */
    public static Launch java(String... arguments) {
        return command(Stream.concat(Stream.of(JAVA, SHORT_LIVED), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** Any program; all three standard streams are pipes. */
    public static Launch command(String... words) {
        return new Launch(List.of(words), Map.of(), Redirect.PIPE, Redirect.PIPE, Redirect.PIPE);
    }

    /**
     * Adds options for the JVM, such as {@code -Xmx32m}; only for a command made by {@code paloma} or {@code java}.
     */
    public Launch withJavaOptions(String... options) {
        if (!command.get(0).equals(JAVA)) {
            throw new IllegalStateException("not a java command: " + command);
        }
        List<String> words = new ArrayList<>(command);
        words.addAll(1, List.of(options));
        return withCommand(words);
    }

    /** Adds a variable to the environment. */
    public Launch withEnvironment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Launch(command, Map.copyOf(more), stdin, stdout, stderr);
    }

    /** Reads standard input from a file. */
    public Launch withStdin(File file) {
        return new Launch(command, environment, Redirect.from(file), stdout, stderr);
    }

    /** Writes standard output to a file, such as {@code /dev/full}. */
    public Launch withStdout(File file) {
        return new Launch(command, environment, stdin, Redirect.to(file), stderr);
    }

    /**
     * Starts with redirections by a shell: {@code "<&-"} closes standard input, {@code ">&- 2>&-"} the other two.
     * The shell becomes the program, so that signals still reach it.
     */
    public Launch withRedirections(String redirections) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + redirections, "sh"));
        words.addAll(command);
        return withCommand(words);
    }

    /** Starts after a shell command: {@code ulimit -n 32}. The shell becomes the program. */
    public Launch after(String first) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", first + " && exec \"$@\"", "sh"));
        words.addAll(command);
        return withCommand(words);
    }

    /**
     * Starts on a pseudo-terminal of 120 columns and 40 rows. Standard error and the echo of the input are part of
     * standard output; signals go to {@code script}, which holds the terminal, and closing standard input types
     * Ctrl-D.
     */
    public Launch onTerminal() {
        String quoted = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return withCommand(List.of("script", "-qefc", "stty cols 120 rows 40 && exec " + quoted, "/dev/null"));
    }

    /**
     * Starts in the network namespace {@code name}; {@code ip} and the shell become the program, so signals reach
     * it.
     */
    public Launch inNamespace(String name) {
        // Programs for root are not always on the PATH.
        List<String> words = new ArrayList<>(List.of("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; exec \"$@\"", "sh"));
        words.addAll(List.of("ip", "netns", "exec", name));
        words.addAll(command);
        return withCommand(words);
    }

    /**
     * Starts as a user without other processes, with at most 60 threads; needs root. The program reads public files
     * only.
     */
    public Launch withFewThreads() {
        int uid = FIRST_UNUSED_UID + (int) (ProcessHandle.current().pid() % UNUSED_UIDS);
        List<String> words = new ArrayList<>(List.of("prlimit", "--nproc=60", "setpriv", "--reuid=" + uid));
        words.addAll(List.of("--regid=" + uid, "--clear-groups"));
        words.addAll(command);
        return withCommand(words);
    }

    /** Starts in a private mount namespace; {@code unshare} becomes the program, so signals reach it. */
    public Launch inMountNamespace() {
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        words.addAll(command);
        return withCommand(words);
    }

    /** Starts as root without file privileges; {@code setpriv} becomes the program. */
    public Launch withoutFilePrivileges() {
        List<String> words = new ArrayList<>(
                List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner,-chown,-fsetid"));
        words.addAll(command);
        return withCommand(words);
    }

    /** Starts the process; {@link PalomaProcess#close} ends it in any case. */
    public PalomaProcess start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(stdin)
                .redirectOutput(stdout)
                .redirectError(stderr);
        // Each makes a JVM print a line to standard error.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        // Language and width do not depend on the machine. An empty language is that of no variable.
        builder.environment().put("PALOMA_LANG", "es");
        builder.environment().remove("COLUMNS");
        builder.environment().putAll(environment);
        try {
            return new PalomaProcess(builder.start(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces {@code word} by {@code other}. */
    public Launch withWord(String word, String other) {
        return withCommand(
                command.stream().map(each -> each.equals(word) ? other : each).toList());
    }

    private Launch withCommand(List<String> words) {
        return new Launch(List.copyOf(words), environment, stdin, stdout, stderr);
    }
}
