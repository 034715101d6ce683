package paloma.load.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** <em>Any thread.</em> Starts another JVM like this one: same Java, class path, and logging configuration. */
final class JavaProcess {
    /** As in the jar's manifest: a native library reads the terminal's width. */
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    private static final List<String> LOGGING =
            List.of("java.util.logging.config.class", "java.util.logging.config.file");

    private JavaProcess() {}

    /** @param options options of the JVM */
    static ProcessBuilder running(List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(NATIVE_ACCESS);
        for (String property : LOGGING) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
