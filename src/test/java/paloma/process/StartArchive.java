package paloma.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * <em>Any thread.</em> Archives of classes (-XX:SharedArchiveFile), one for each command of the jar. A JVM that is given one loads
 * without verification what the command needs, and starts with about 40 % of the processor time less; the tests start some three hundred.
 * One that cannot use it starts as without.
 */
final class StartArchive {
    private static final String QUIET = "-Xlog:cds*=off";
    /** An archive takes a few seconds; a test runs without one rather than wait longer. */
    private static final long LIMIT_SECONDS = 60;

    private static final Map<String, List<String>> OPTIONS = new ConcurrentHashMap<>();

    private StartArchive() {}

    /** Options for the JVM of {@code java} that runs {@code command} of {@code jar}; none when there is no archive for it. */
    static List<String> options(String java, String jar, String command) {
        return OPTIONS.computeIfAbsent(command, name -> {
            try {
                return made(java, Path.of(jar), name);
            } catch (IOException e) {
                return List.of();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        });
    }

    private static synchronized List<String> made(String java, Path jar, String command)
            throws IOException, InterruptedException {
        if (!Files.exists(jar)) {
            return List.of();
        }
        String jvm = java.replaceAll("[^A-Za-z0-9]", "-") + "-" + Runtime.version();
        Path directory = Files.createDirectories(jar.resolveSibling("start-archives"));
        Path archive = directory.resolve(command + jvm + ".jsa");
        // Several JVMs run tests concurrently: the first creates it.
        try (FileChannel lock =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Until the channel is closed.
            lock.lock();
            if (!isNewer(archive, jar)) {
                Path partial =
                        directory.resolve("partial-" + ProcessHandle.current().pid());
                record(java, jar, command, partial);
                if (!Files.exists(partial)) {
                    return List.of();
                }
                Files.move(partial, archive, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return List.of("-XX:SharedArchiveFile=" + archive, QUIET);
    }

    private static boolean isNewer(Path archive, Path jar) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    /**
     * Runs the command once to list the classes that it loads, and writes those into the archive. An archive that
     * the first JVM writes at its end would lack the classes of picocli: their class files are of an old version.
     */
    private static void record(String java, Path jar, String command, Path archive)
            throws IOException, InterruptedException {
        Path classes = archive.resolveSibling(archive.getFileName() + ".classes");
        try {
            String[] arguments = switch (command) {
                case "server" -> new String[] {"server", "--port=0", "--stop-at-end-of-input"};
                case "client" -> new String[] {"client", "--port=9"};
                default -> new String[] {"load", "--serve", "--clients=2", "--messages=2"};
            };
            run(List.of(java, "-XX:DumpLoadedClassList=" + classes, "-jar", jar.toString()), arguments);
            run(List.of(
                    java,
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + classes,
                    "-XX:SharedArchiveFile=" + archive,
                    QUIET,
                    "-jar",
                    jar.toString()));
        } finally {
            Files.deleteIfExists(classes);
        }
    }

    private static void run(List<String> command, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write("salir\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended already.
        }
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
