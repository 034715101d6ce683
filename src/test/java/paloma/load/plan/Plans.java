package paloma.load.plan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import paloma.house.Timeouts;

/** Plans for tests. */
public final class Plans {
    public static final String PREFIX = "Tu mensaje fue: ";
    public static final String LEAVE = "salir";
    public static final String FAREWELL = "El servidor se desconecta";
    public static final int RUN = 0x1f0c77e2;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

    private Plans() {}

    public static Plan of(int clients, int messages) {
        return to(ANYWHERE, clients, messages);
    }

    public static Plan to(InetSocketAddress server, int clients, int messages) {
        return of(server, clients, LoadProfile.turns(messages, Duration.ZERO));
    }

    public static Plan of(int clients, LoadProfile profile) {
        return of(ANYWHERE, clients, profile);
    }

    public static Plan of(InetSocketAddress server, int clients, LoadProfile profile) {
        return of(server, clients, profile, 64, 64, TIMEOUT, RUN);
    }

    public static Plan withSize(int size) {
        return withSizes(size, size);
    }

    public static Plan withSizes(int minSize, int maxSize) {
        return of(ANYWHERE, 1, LoadProfile.turns(1, Duration.ZERO), minSize, maxSize, TIMEOUT, RUN);
    }

    public static Plan ofRun(int run) {
        return of(ANYWHERE, 100, LoadProfile.turns(1, Duration.ZERO), 64, 64, TIMEOUT, run);
    }

    /** The plan with a timeout so long that no message is lost on a busy machine. */
    public static Plan patient(Plan plan) {
        return of(plan.server(), plan.clients(), plan.profile(), 64, 64, Timeouts.LIMIT, plan.run());
    }

    private static Plan of(
            InetSocketAddress server,
            int clients,
            LoadProfile profile,
            int minSize,
            int maxSize,
            Duration timeout,
            int run) {
        return new Plan(
                server, clients, profile, minSize, maxSize, timeout, PREFIX, LEAVE, FAREWELL, SourceAddresses.ANY, run);
    }
}
