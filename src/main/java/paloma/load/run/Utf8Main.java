package paloma.load.run;

import java.lang.reflect.InvocationTargetException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * <em>Main thread.</em> The main class of a process whose arguments crossed the boundary in ASCII: under a POSIX locale a JVM
 * writes every other character as a question mark. They are percent-encoded UTF-8.
 */
public final class Utf8Main {
    private Utf8Main() {}

    /** The arguments with which this class runs {@code mainClass} with {@code arguments}. */
    static List<String> words(String mainClass, List<String> arguments) {
        return Stream.concat(Stream.of(mainClass), arguments.stream())
                .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                .toList();
    }

    /** @throws ReflectiveOperationException when there is no such main class */
    public static void main(String[] encoded) throws Throwable {
        String[] words = Stream.of(encoded)
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toArray(String[]::new);
        Object arguments = Arrays.copyOfRange(words, 1, words.length);
        try {
            Class.forName(words[0]).getMethod("main", String[].class).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
