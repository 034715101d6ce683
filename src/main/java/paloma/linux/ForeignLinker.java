package paloma.linux;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * <em>Immutable.</em> {@code java.lang.foreign.Linker} by reflection: this code is compiled for JDK 17, which lacks it.
 *
 * <p>A pointer is a {@code long}, so that a call makes no {@code MemorySegment}. The memory for {@code errno} is a segment that is
 * passed as an {@code Object}. Needs native access, else the JVM prints a warning.
 */
final class ForeignLinker {
    private final Object linker;
    private final Object symbols;
    private final Object captureErrno;
    private final Map<Class<?>, Object> layouts;
    private final Method downcallHandle;
    private final Method find;
    private final Method function;
    private final Class<?> memoryLayout;
    private final Class<?> option;

    /** @throws ReflectiveOperationException when this JVM cannot call native functions */
    ForeignLinker() throws ReflectiveOperationException {
        Class<?> type = foreign("Linker");
        Class<?> descriptor = foreign("FunctionDescriptor");
        memoryLayout = foreign("MemoryLayout");
        option = foreign("Linker$Option");
        linker = type.getMethod("nativeLinker").invoke(null);
        symbols = type.getMethod("defaultLookup").invoke(linker);
        captureErrno =
                option.getMethod("captureCallState", String[].class).invoke(null, (Object) new String[] {"errno"});
        layouts = Map.of(
                int.class, foreign("ValueLayout").getField("JAVA_INT").get(null),
                long.class, foreign("ValueLayout").getField("JAVA_LONG").get(null));
        downcallHandle = type.getMethod("downcallHandle", foreign("MemorySegment"), descriptor, option.arrayType());
        find = foreign("SymbolLookup").getMethod("find", String.class);
        function = descriptor.getMethod("of", memoryLayout, memoryLayout.arrayType());
    }

    private static Class<?> foreign(String name) throws ClassNotFoundException {
        return Class.forName("java.lang.foreign." + name);
    }

    /**
     * A function of the C library that takes {@code type}'s parameters, which are {@code int} and {@code long}.
     *
     * @return null when the library lacks it
     */
    MethodHandle function(String name, MethodType type) throws ReflectiveOperationException {
        return link(name, type, array(option, 0));
    }

    /**
     * Like {@link #function}; its first parameter, an {@code Object}, is the {@link #segment} in which the call stores
     * {@code errno}.
     */
    MethodHandle functionWithErrno(String name, MethodType type) throws ReflectiveOperationException {
        MethodHandle handle = link(name, type, array(option, 1, captureErrno));
        return handle == null ? null : handle.asType(type.insertParameterTypes(0, Object.class));
    }

    private MethodHandle link(String name, MethodType type, Object options) throws ReflectiveOperationException {
        Optional<?> symbol = (Optional<?>) find.invoke(symbols, name);
        if (symbol.isEmpty()) {
            return null;
        }
        Object[] parameters = type.parameterList().stream().map(layouts::get).toArray();
        Object descriptor = function.invoke(
                null, layouts.get(type.returnType()), array(memoryLayout, parameters.length, parameters));
        return (MethodHandle) downcallHandle.invoke(linker, symbol.get(), descriptor, options);
    }

    private static Object array(Class<?> type, int length, Object... elements) {
        Object array = Array.newInstance(type, length);
        System.arraycopy(elements, 0, array, 0, length);
        return array;
    }

    /** The memory of a direct buffer as a segment. */
    Object segment(ByteBuffer memory) {
        try {
            return foreign("MemorySegment").getMethod("ofBuffer", Buffer.class).invoke(null, memory);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no segment of " + memory, e);
        }
    }

    /** The address of a direct buffer. The caller keeps the buffer reachable while native code uses its memory. */
    long address(ByteBuffer memory) {
        Object segment = segment(memory);
        try {
            return (long) foreign("MemorySegment").getMethod("address").invoke(segment);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no address of " + memory, e);
        }
    }
}
