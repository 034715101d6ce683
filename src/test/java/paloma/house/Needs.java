package paloma.house;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Requirements of a test beyond JDK, Maven and make. A missing one skips the test with the reason; as root with
 * {@code CI=true} it fails the test.
 *
 * <pre>{@code
 * @BeforeAll
 * static void needs() {
 *     Needs.command("socat");
 *     Needs.root();
 * }
 * }</pre>
 */
public final class Needs {
    private static final Needs HERE = new Needs(System.getenv(), () -> new UnixSystem().getUid() == 0);

    private final Map<String, String> environment;
    private final BooleanSupplier root;

    Needs(Map<String, String> environment, BooleanSupplier root) {
        this.environment = environment;
        this.root = root;
    }

    /** A program on the PATH or in the system's directories. */
    public static void command(String name) {
        HERE.needsCommand(name);
    }

    /** Root privileges: raw sockets, network namespaces. */
    public static void root() {
        HERE.needsRoot();
    }

    /** Another requirement: {@code Needs.that(exists("/proc/net/udp"), "/proc/net/udp")}. */
    public static void that(boolean present, String what) {
        HERE.needs(present, what);
    }

    void needsCommand(String name) {
        String folders =
                environment.getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        boolean found = Stream.of(folders.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        needs(found, "the command " + name + " (scripts/setup-tests.sh installs it)");
    }

    void needsRoot() {
        needs(root.getAsBoolean(), "to be root");
    }

    void needs(boolean present, String what) {
        if (present) {
            return;
        }
        String message = "this test needs " + what;
        if ("true".equals(environment.get("CI")) && root.getAsBoolean()) {
            Assertions.fail(message + ", and with CI=true and root it must not be skipped");
        }
        Assumptions.abort(message);
    }
}
