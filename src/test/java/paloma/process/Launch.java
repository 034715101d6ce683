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
import paloma.house.Patience;

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

    /** A process of seconds is compiled for too long otherwise. */
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

    /** A client of the server on {@code port}, which waits for an answer as long as tests do, unless {@code options} say. */
    public static Launch client(int port, String... options) {
        Stream<String> patient = Stream.of("client", "--port", Integer.toString(port), "--timeout", Patience.OPTION);
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

    /** This with options for the JVM, such as {@code -Xmx32m}; only for a command made by {@code paloma} or {@code java}. */
    public Launch withJavaOptions(String... options) {
        if (!command.get(0).equals(JAVA)) {
            throw new IllegalStateException("not a java command: " + command);
        }
        List<String> words = new ArrayList<>(command);
        words.addAll(1, List.of(options));
        return withCommand(words);
    }

    /** This with one more variable in the environment. */
    public Launch withEnvironment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Launch(command, Map.copyOf(more), stdin, stdout, stderr);
    }

    /** This with standard input read from a file. */
    public Launch withStdin(File file) {
        return new Launch(command, environment, Redirect.from(file), stdout, stderr);
    }

    /** This with standard output written to a file, such as {@code /dev/full}. */
    public Launch withStdout(File file) {
        return new Launch(command, environment, stdin, Redirect.to(file), stderr);
    }

    /**
     * This, started by a shell that redirects first: {@code "<&-"} closes standard input, {@code ">&- 2>&-"} the other
     * two. The shell becomes the program, so that signals still reach it.
     */
    public Launch withRedirections(String redirections) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + redirections, "sh"));
        words.addAll(command);
        return withCommand(words);
    }

    /** This, started by a shell that does something before: {@code ulimit -n 32}. The shell becomes the program. */
    public Launch after(String first) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", first + " && exec \"$@\"", "sh"));
        words.addAll(command);
        return withCommand(words);
    }

    /**
     * This on a pseudo-terminal of 120 columns and 40 rows. Standard error and the echo of what is typed come with
     * standard output; signals go to {@code script}, which holds the terminal, and closing standard input types Ctrl-D.
     */
    public Launch onTerminal() {
        String quoted = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return withCommand(List.of("script", "-qefc", "stty cols 120 rows 40 && exec " + quoted, "/dev/null"));
    }

    /** This in the network namespace of that name; {@code ip} and the shell become the program, so signals reach it. */
    public Launch inNamespace(String name) {
        // What only root may use is not always on the PATH.
        List<String> words = new ArrayList<>(List.of("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; exec \"$@\"", "sh"));
        words.addAll(List.of("ip", "netns", "exec", name));
        words.addAll(command);
        return withCommand(words);
    }

    /**
     * This as a user of whom nobody else is, who may have 60 threads; it needs root. The program can read what everybody can.
     */
    public Launch withFewThreads() {
        int uid = FIRST_UNUSED_UID + (int) (ProcessHandle.current().pid() % UNUSED_UIDS);
        List<String> words = new ArrayList<>(List.of("prlimit", "--nproc=60", "setpriv", "--reuid=" + uid));
        words.addAll(List.of("--regid=" + uid, "--clear-groups"));
        words.addAll(command);
        return withCommand(words);
    }

    /** This with mounts of its own, which nobody else sees; {@code unshare} becomes the program, so signals reach it. */
    public Launch inMountNamespace() {
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        words.addAll(command);
        return withCommand(words);
    }

    /** This, for root, with no more rights to files than anybody has; {@code setpriv} becomes the program. */
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
        // Both make a JVM print a line of its own to standard error.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().putAll(environment);
        try {
            return new PalomaProcess(builder.start(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This with another word in the place of {@code word}. */
    public Launch withWord(String word, String other) {
        return withCommand(
                command.stream().map(each -> each.equals(word) ? other : each).toList());
    }

    private Launch withCommand(List<String> words) {
        return new Launch(List.copyOf(words), environment, stdin, stdout, stderr);
    }
}
