package paloma.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another virtual machine like this one: the same Java, the same class path. */
final class Jvm {
    private Jvm() {}

    /** @param options for the virtual machine itself */
    static ProcessBuilder running(List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
