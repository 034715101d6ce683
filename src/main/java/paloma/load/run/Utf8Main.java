package paloma.load.run;

import java.lang.reflect.InvocationTargetException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * <em>Main thread.</em> Main class of a process that decodes its arguments and runs another main class.
 *
 * <p>The arguments are percent-encoded UTF-8. Under a POSIX locale a JVM would replace characters outside ASCII by question
 * marks.
 */
public final class Utf8Main {
    private Utf8Main() {}

    /** Returns arguments with which this class runs {@code mainClass} with {@code arguments}. */
    static List<String> encoded(String mainClass, List<String> arguments) {
        return Stream.concat(Stream.of(mainClass), arguments.stream())
                .map(argument -> URLEncoder.encode(argument, StandardCharsets.UTF_8))
                .toList();
    }

    /** @throws ReflectiveOperationException if the main class does not exist */
    public static void main(String[] encoded) throws Throwable {
        String[] decoded = Stream.of(encoded)
                .map(argument -> URLDecoder.decode(argument, StandardCharsets.UTF_8))
                .toArray(String[]::new);
        Object arguments = Arrays.copyOfRange(decoded, 1, decoded.length);
        try {
            Class.forName(decoded[0]).getMethod("main", String[].class).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
