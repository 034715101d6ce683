package paloma.linux;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import paloma.BatchRefusal;

/**
 * <em>Immutable.</em> The functions of the C library that {@link SocketCalls} uses, linked when this class is initialised.
 * The handles are constants, so that the JIT compiler inlines them.
 */
final class LibraryFunctions {
    private static final int MIN_JDK = 22;
    /** Their pointers are {@code long}, and their structures have the offsets of {@link MessageVector}. */
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

    private static final BatchRefusal PLATFORM = refusalOf(
            Runtime.version().feature(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            LibraryFunctions::isNativeAccessEnabled);

    /** Null when the platform is refused. */
    private static final ForeignLinker LINKER = PLATFORM == null ? linker() : null;

    /** {@code int recvmmsg(int, struct mmsghdr *, unsigned int, int, struct timespec *)}, with errno. */
    static final MethodHandle RECVMMSG =
            find("recvmmsg", true, int.class, long.class, int.class, int.class, long.class);
    /** {@code int sendmmsg(int, struct mmsghdr *, unsigned int, int)}, with errno. */
    static final MethodHandle SENDMMSG = find("sendmmsg", true, int.class, long.class, int.class, int.class);
    /** {@code int getsockopt(int, int, int, void *, socklen_t *)}. */
    static final MethodHandle GETSOCKOPT =
            find("getsockopt", false, int.class, int.class, int.class, long.class, long.class);
    /** {@code int getsockname(int, struct sockaddr *, socklen_t *)}. */
    static final MethodHandle GETSOCKNAME = find("getsockname", false, int.class, long.class, long.class);

    /** Why the functions cannot be called, or null. */
    static final BatchRefusal REFUSAL = PLATFORM == null && !areAllFound() ? BatchRefusal.CALLS_MISSING : PLATFORM;

    private LibraryFunctions() {}

    /** Why a platform lacks the calls, or null. Native access is checked last: older JDKs have no such check. */
    static BatchRefusal refusalOf(int jdk, String system, String architecture, BooleanSupplier nativeAccess) {
        if (jdk < MIN_JDK) {
            return BatchRefusal.JDK_TOO_OLD;
        }
        if (!system.equals("Linux") || !ARCHITECTURES.contains(architecture)) {
            return BatchRefusal.NOT_64_BIT_LINUX;
        }
        return nativeAccess.getAsBoolean() ? null : BatchRefusal.NATIVE_ACCESS_DENIED;
    }

    private static boolean isNativeAccessEnabled() {
        try {
            return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(LibraryFunctions.class.getModule());
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static ForeignLinker linker() {
        try {
            return new ForeignLinker();
        } catch (ReflectiveOperationException unsupported) {
            return null;
        }
    }

    private static MethodHandle find(String name, boolean withErrno, Class<?>... parameters) {
        if (LINKER == null) {
            return null;
        }
        MethodType type = MethodType.methodType(int.class, parameters);
        try {
            return withErrno ? LINKER.functionWithErrno(name, type) : LINKER.function(name, type);
        } catch (ReflectiveOperationException unsupported) {
            return null;
        }
    }

    private static boolean areAllFound() {
        return Stream.of(RECVMMSG, SENDMMSG, GETSOCKOPT, GETSOCKNAME).noneMatch(handle -> handle == null);
    }

    /** The address of a direct buffer; 0 when the calls are refused. */
    static long address(ByteBuffer memory) {
        return LINKER == null ? 0 : LINKER.address(memory);
    }

    /** The segment of a direct buffer; null when the calls are refused. */
    static Object segment(ByteBuffer memory) {
        return LINKER == null ? null : LINKER.segment(memory);
    }
}
