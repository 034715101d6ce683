package paloma.cli.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * <em>Any thread.</em> Restores command-line arguments in UTF-8, whatever the locale. Under the POSIX locale, common
 * for services, the Java runtime replaces every non-ASCII byte, which would corrupt {@code --prefix}.
 */
public final class Utf8Arguments {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8Arguments() {}

    /** Returns the original arguments if the system provides them (Linux, {@code /proc}), else {@code arguments}. */
    public static String[] restore(String... arguments) {
        if (Arrays.stream(arguments).noneMatch(Utf8Arguments::hasReplacement)) {
            return arguments;
        }
        try {
            return restore(arguments, Files.readAllBytes(Path.of("/proc/self/cmdline")));
        } catch (IOException e) {
            return arguments;
        }
    }

    /** @param commandLine the process's arguments, each ended by a zero byte; {@code arguments} are the last of them */
    static String[] restore(String[] arguments, byte[] commandLine) {
        List<String> commandLineArguments = List.of(new String(commandLine, StandardCharsets.UTF_8).split("\0", -1));
        int first = commandLineArguments.size() - 1 - arguments.length;
        if (first < 0) {
            return arguments;
        }
        String[] typed = commandLineArguments
                .subList(first, commandLineArguments.size() - 1)
                .toArray(String[]::new);
        for (int i = 0; i < typed.length; i++) {
            if (!hasReplacement(arguments[i]) && !arguments[i].equals(typed[i])) {
                return arguments;
            }
        }
        return typed;
    }

    private static boolean hasReplacement(String argument) {
        return argument.indexOf(REPLACEMENT) >= 0;
    }
}
