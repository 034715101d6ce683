package paloma.cli.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * <em>Immutable.</em> Arguments in UTF-8 whatever the locale: under the POSIX locale, which services often have, the
 * Java runtime replaces every byte that is not ASCII, and {@code --prefix} would not be what was typed.
 */
public final class Utf8Arguments {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8Arguments() {}

    /** {@code arguments} as they were typed where the system can tell, else as they are. */
    public static String[] asTyped(String... arguments) {
        if (Arrays.stream(arguments).noneMatch(Utf8Arguments::isDamaged)) {
            return arguments;
        }
        try {
            return asTyped(arguments, Files.readAllBytes(Path.of("/proc/self/cmdline")));
        } catch (IOException e) {
            return arguments;
        }
    }

    /** @param commandLine the process's words, each ended by a zero byte, {@code arguments} the last of them */
    static String[] asTyped(String[] arguments, byte[] commandLine) {
        List<String> words = List.of(new String(commandLine, StandardCharsets.UTF_8).split("\0", -1));
        int first = words.size() - 1 - arguments.length;
        if (first < 0) {
            return arguments;
        }
        String[] typed = words.subList(first, words.size() - 1).toArray(String[]::new);
        for (int i = 0; i < typed.length; i++) {
            if (!isDamaged(arguments[i]) && !arguments[i].equals(typed[i])) {
                return arguments;
            }
        }
        return typed;
    }

    private static boolean isDamaged(String argument) {
        return argument.indexOf(REPLACEMENT) >= 0;
    }
}
