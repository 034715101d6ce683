package paloma.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * <em>Immutable.</em> What this process holds at one moment.
 *
 * @param heapBytes what is reachable, after collection
 * @param threads live threads
 * @param descriptors open files and sockets; 0 where the system does not tell
 * @param directBytes memory of direct buffers
 */
record Sample(long heapBytes, long threads, long descriptors, long directBytes) {
    static Sample take() {
        Runtime runtime = Runtime.getRuntime();
        // The second collection frees objects that the first made unreachable by clearing references.
        System.gc();
        System.gc();
        return new Sample(
                runtime.totalMemory() - runtime.freeMemory(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getOpenFileDescriptorCount()
                        : 0,
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "heap %,d KiB, threads %d, descriptors %d, direct memory %,d KiB",
                heapBytes >> 10,
                threads,
                descriptors,
                directBytes >> 10);
    }
}
