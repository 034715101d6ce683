package paloma.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import paloma.BatchRefusal;

/** Which platforms are refused. */
class LibraryFunctionsTest {
    private static final BooleanSupplier GRANTED = () -> true;

    @Test
    void everyPlatformHasItsReason() {
        BooleanSupplier unknown = () -> {
            throw new AssertionError("asked before JDK 22");
        };
        assertEquals(BatchRefusal.JDK_TOO_OLD, LibraryFunctions.refusalOf(21, "Linux", "amd64", unknown));
        assertEquals(BatchRefusal.NOT_64_BIT_LINUX, LibraryFunctions.refusalOf(22, "Mac OS X", "aarch64", GRANTED));
        assertEquals(BatchRefusal.NOT_64_BIT_LINUX, LibraryFunctions.refusalOf(22, "Windows 11", "amd64", GRANTED));
        assertEquals(BatchRefusal.NOT_64_BIT_LINUX, LibraryFunctions.refusalOf(22, "Linux", "i386", GRANTED));
        assertEquals(BatchRefusal.NOT_64_BIT_LINUX, LibraryFunctions.refusalOf(22, "Linux", "s390x", GRANTED));
        assertEquals(BatchRefusal.NATIVE_ACCESS_DENIED, LibraryFunctions.refusalOf(22, "Linux", "amd64", () -> false));
        assertNull(LibraryFunctions.refusalOf(22, "Linux", "amd64", GRANTED));
        assertNull(LibraryFunctions.refusalOf(25, "Linux", "aarch64", GRANTED));
    }

    @Test
    void testsRunWithNativeAccess() {
        Optional<BatchRefusal> expected = Optional.ofNullable(LibraryFunctions.refusalOf(
                Runtime.version().feature(), System.getProperty("os.name"), System.getProperty("os.arch"), GRANTED));
        assertEquals(expected, SocketCalls.refusal());
    }
}
