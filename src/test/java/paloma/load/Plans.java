package paloma.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Plans for tests. */
final class Plans {
    static final String PREFIX = "Tu mensaje fue: ";
    static final String LEAVE = "salir";
    static final String FAREWELL = "El servidor se desconecta";
    static final int RUN = 0x1f0c77e2;

    private Plans() {}

    static Plan of(int clients, int messages) {
        return to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080), clients, messages);
    }

    static Plan to(InetSocketAddress server, int clients, int messages) {
        return new Plan(server, clients, messages, 64, Duration.ofSeconds(2), PREFIX, LEAVE, FAREWELL, RUN);
    }

    static Plan withSize(int size) {
        Plan plan = of(1, 1);
        return new Plan(plan.server(), 1, 1, size, plan.timeout(), PREFIX, LEAVE, FAREWELL, RUN);
    }

    /** One whose messages are not lost because the machine is busy. */
    static Plan patient(Plan plan) {
        return withTimeout(plan, Duration.ofSeconds(30));
    }

    private static Plan withTimeout(Plan plan, Duration timeout) {
        return new Plan(
                plan.server(),
                plan.clients(),
                plan.messages(),
                plan.size(),
                timeout,
                plan.prefix(),
                LEAVE,
                FAREWELL,
                plan.run());
    }
}
