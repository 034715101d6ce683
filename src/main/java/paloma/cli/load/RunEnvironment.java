package paloma.cli.load;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import paloma.cli.option.Version;

/**
 * <em>Immutable.</em> Where a run was made: machine, JDK, and command line of the generator.
 *
 * @param command the command line, quoted for a shell
 * @param version name and version of the program
 * @param java version and vendor of the Java runtime
 * @param system name, version and architecture of the operating system
 * @param cores processors available to the JVM
 */
record RunEnvironment(String command, String version, String java, String system, int cores) {
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    /** Returns the environment of this process, started with {@code arguments}. */
    static RunEnvironment of(List<String> arguments) {
        return new RunEnvironment(
                "paloma " + arguments.stream().map(RunEnvironment::quoted).collect(Collectors.joining(" ")),
                new Version().getVersion()[0],
                property("java.version") + " (" + property("java.vendor") + ")",
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                Runtime.getRuntime().availableProcessors());
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
