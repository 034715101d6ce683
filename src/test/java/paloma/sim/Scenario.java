package paloma.sim;

import java.time.Duration;
import java.util.SplittableRandom;
import paloma.Limits;

/**
 * The peers, network, limits and faults of the world of one seed. Probabilities are per datagram, per call, or per
 * second where the name ends so.
 */
record Scenario(
        int peers,
        double datagramsPerSecond,
        double loss,
        double duplication,
        double delayed,
        long maxDelayMillis,
        double corruption,
        double spoofed,
        double keepAlives,
        double unusual,
        double rebinding,
        int kernelBufferBytes,
        double kernelFull,
        double sendErrors,
        boolean sendsBatches,
        int workers,
        double workerMeanMillis,
        double hangs,
        double handlerThrows,
        double handlerCloses,
        double handlerFloods,
        double stallsPerSecond,
        double closesPerSecond,
        double pushesPerSecond,
        double restartsPerSecond,
        Duration idleTimeout,
        Limits limits) {

    /** @param sendsBatches not random, so that a seed has the same faults with and without batches */
    static Scenario random(SplittableRandom random, boolean sendsBatches) {
        boolean smallTable = random.nextInt(4) == 0;
        Limits limits = Limits.builder()
                .sessions(smallTable ? 1 + random.nextInt(40) : 1_000)
                .sessionsPerAddress(random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0)
                .mailboxMessages(1 + random.nextInt(random.nextBoolean() ? 4 : 64))
                .backlogMessages(random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 65_536)
                .backlogBytes(random.nextInt(3) == 0 ? 200 + random.nextInt(2_000) : 1 << 20)
                .outboxDatagrams(1 + random.nextInt(random.nextBoolean() ? 8 : 256))
                .outboxBytes(random.nextInt(3) == 0 ? 500 + random.nextInt(2_000) : 1 << 20)
                .receiveBytes(random.nextBoolean() ? 600 : 65_507)
                .sendBytes(random.nextBoolean() ? 700 : 65_507)
                .datagramsPerTurn(1 + random.nextInt(64))
                .expirationsPerTurn(1 + random.nextInt(64))
                .messagesPerSecond(random.nextInt(4) == 0 ? 2 + random.nextInt(20) : 0)
                .burst(1 + random.nextInt(16))
                .drainTime(Duration.ofMillis(random.nextInt(4_000)))
                .build();
        return new Scenario(
                2 + random.nextInt(smallTable ? 120 : 60),
                5 + random.nextDouble() * 38,
                chance(random, 0.3),
                chance(random, 0.2),
                chance(random, 0.4),
                random.nextInt(3) == 0 ? 120_000 : 1 + random.nextInt(2_000),
                chance(random, 0.1),
                chance(random, 0.3),
                chance(random, 0.2),
                chance(random, 0.1),
                chance(random, 0.02),
                4_096 << random.nextInt(9),
                chance(random, 0.2),
                chance(random, 0.05),
                sendsBatches,
                random.nextInt(5),
                random.nextDouble() * (random.nextInt(3) == 0 ? 200 : 5),
                chance(random, 0.005),
                chance(random, 0.05),
                chance(random, 0.05),
                chance(random, 0.02),
                chance(random, 0.02),
                chance(random, 0.5),
                chance(random, 0.2),
                chance(random, 0.01),
                Duration.ofMillis(3_000 + random.nextInt(60_000)),
                limits);
    }

    /** Zero in a third of the worlds, else up to {@code max}: worlds with a single fault find most. */
    private static double chance(SplittableRandom random, double max) {
        return random.nextInt(3) == 0 ? 0 : random.nextDouble() * max;
    }
}
