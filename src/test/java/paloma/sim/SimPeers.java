package paloma.sim;

import static paloma.sim.Violation.unless;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import paloma.net.SourceFixtures;
import paloma.session.SessionTable;

/** The peers, and the network between them and the server. */
final class SimPeers {
    /** Time after the end of the faults from which every message must be answered. */
    private static final long ANSWERED_FROM = 10 * VirtualTime.SECOND;

    /** Time after the end of the faults until which peers send. */
    private static final long LAST_MESSAGE = 29 * VirtualTime.SECOND;

    private static final class Peer {
        final int number;
        InetSocketAddress address;
        long sent;
        long mustBeAnsweredFrom = Long.MAX_VALUE;
        final Set<Long> unanswered = new HashSet<>();

        Peer(int number) {
            this.number = number;
        }
    }

    private final World world;
    private final Scenario scenario;
    private final VirtualTime time;
    private final SplittableRandom random;
    private final List<Peer> peers = new ArrayList<>();
    private final Map<InetSocketAddress, Peer> byAddress = new HashMap<>();
    private int nextPort = 20_000;

    SimPeers(World world, SplittableRandom random) {
        this.world = world;
        this.scenario = world.scenario;
        this.time = world.time;
        this.random = random;
        for (int i = 0; i < scenario.peers(); i++) {
            Peer peer = new Peer(i);
            peers.add(peer);
            rebind(peer);
        }
    }

    private void rebind(Peer peer) {
        byAddress.remove(peer.address);
        peer.address = Addresses.address(Addresses.hostOf(peer.number), nextPort++);
        byAddress.put(peer.address, peer);
    }

    /** Schedules sends of all peers, of some more often than of others, until the faults stop. */
    void scheduleSends() {
        time.scheduleIn(
                (long) (-Math.log(1 - random.nextDouble()) / scenario.datagramsPerSecond() * VirtualTime.SECOND),
                () -> {
                    if (world.isFaulty()) {
                        // Squared: the first peers send most.
                        double position = random.nextDouble();
                        sendBurst(peers.get((int) (position * position * peers.size())));
                        scheduleSends();
                    }
                });
    }

    private void sendBurst(Peer peer) {
        if (random.nextDouble() < scenario.rebinding()) {
            rebind(peer);
        }
        int burst = random.nextInt(40) == 0 ? 1 + random.nextInt(60) : 1;
        for (int i = 0; i < burst; i++) {
            if (random.nextDouble() < scenario.spoofed()) {
                transmit(spoofed(), randomMessage(peer));
            } else {
                transmit(peer.address, randomMessage(peer));
            }
        }
    }

    private InetSocketAddress spoofed() {
        return random.nextBoolean()
                ? Addresses.refusedSource(random)
                : Addresses.address(
                        Addresses.ipv4(10, 2, random.nextInt(256), random.nextInt(256)),
                        1_024 + random.nextInt(60_000));
    }

    private byte[] randomMessage(Peer peer) {
        if (random.nextDouble() < scenario.keepAlives()) {
            return new byte[0];
        }
        if (random.nextDouble() < scenario.unusual()) {
            return switch (random.nextInt(5)) {
                case 0 -> new byte[1 + random.nextInt(SimMessages.LENGTH)];
                case 1 -> new byte[random.nextInt(65_507)];
                case 2 -> SimMessages.message(SimMessages.Kind.REFUSE, peer.number, peer.sent++, 0);
                case 3 -> SimMessages.message(SimMessages.Kind.BREAK_FILTER, peer.number, peer.sent++, 0);
                default -> SimMessages.message(SimMessages.Kind.CLOSE_IN_FILTER, peer.number, peer.sent++, 0);
            };
        }
        return SimMessages.message(SimMessages.Kind.ECHO, peer.number, peer.sent++, random.nextInt(60));
    }

    /** Transmits to the server with faults: a datagram may be lost, duplicated, delayed, reordered, and damaged. */
    private void transmit(InetSocketAddress source, byte[] bytes) {
        int copies = random.nextDouble() < scenario.duplication() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= scenario.loss()) {
                byte[] datagram = bytes;
                if (bytes.length > 0 && random.nextDouble() < scenario.corruption()) {
                    datagram = bytes.clone();
                    datagram[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                }
                deliver(source, datagram);
            }
        }
    }

    private void deliver(InetSocketAddress source, byte[] bytes) {
        long delay = random.nextDouble() < scenario.delayed()
                ? (long) (random.nextDouble() * scenario.maxDelayMillis() * VirtualTime.MILLI)
                : VirtualTime.MILLI / 10;
        boolean wasFaulty = world.isFaulty();
        time.scheduleIn(delay, () -> {
            // Delayed datagrams are lost when the faults stop.
            if (wasFaulty == world.isFaulty()) {
                world.kernel().arrive(source, bytes);
            }
        });
    }

    /** The server sent a datagram, which may be lost. */
    void onDatagram(InetSocketAddress target, byte[] bytes) {
        Peer peer = byAddress.get(target);
        if (peer == null || world.isFaulty() && random.nextDouble() < scenario.loss()) {
            return;
        }
        if (bytes.length == 0) {
            // As Client does.
            reply(peer.address, new byte[0]);
            return;
        }
        long number = SimMessages.answeredNumber(bytes, peer.number);
        if (number >= peer.mustBeAnsweredFrom) {
            unless(peer.unanswered.remove(number), "answered once", "message " + number + " was answered twice");
        }
    }

    private void reply(InetSocketAddress source, byte[] bytes) {
        if (world.isFaulty()) {
            transmit(source, bytes);
        } else {
            transmitReliably(source, bytes);
        }
    }

    /**
     * Has as many peers as there is room for send once a second, those with a session first: a full table need not
     * answer others.
     */
    void sendWithoutFaults(SessionTable table, long faultsStoppedAt) {
        List<Peer> senders = new ArrayList<>();
        for (Peer peer : peers) {
            if (table.find(SourceFixtures.of(peer.address)) != null) {
                senders.add(peer);
            }
        }
        int freePlaces = scenario.limits().sessions() - table.size();
        Set<Object> networks = new HashSet<>();
        int maxPerHost = scenario.limits().sessionsPerAddress();
        for (Peer peer : peers) {
            boolean room = maxPerHost == 0
                    || table.sessionsOf(peer.address.getAddress()) < maxPerHost
                            && networks.add(Addresses.network(peer.address));
            if (table.find(SourceFixtures.of(peer.address)) == null && room && freePlaces > 0) {
                freePlaces--;
                senders.add(peer);
            }
        }
        for (int i = 0; i < senders.size(); i++) {
            Peer peer = senders.get(i);
            time.scheduleIn(i * VirtualTime.SECOND / senders.size(), () -> sendEachSecond(peer, faultsStoppedAt));
        }
    }

    private void sendEachSecond(Peer peer, long faultsStoppedAt) {
        long elapsed = time.now() - faultsStoppedAt;
        if (elapsed > ANSWERED_FROM) {
            peer.mustBeAnsweredFrom = Math.min(peer.mustBeAnsweredFrom, peer.sent);
            peer.unanswered.add(peer.sent);
        }
        transmitReliably(peer.address, SimMessages.message(SimMessages.Kind.ECHO, peer.number, peer.sent++, 0));
        if (elapsed + VirtualTime.SECOND < LAST_MESSAGE) {
            time.scheduleIn(VirtualTime.SECOND, () -> sendEachSecond(peer, faultsStoppedAt));
        }
    }

    private void transmitReliably(InetSocketAddress source, byte[] bytes) {
        time.scheduleIn(VirtualTime.MILLI / 10, () -> world.kernel().arrive(source, bytes));
    }

    void checkAnswered() {
        for (Peer peer : peers) {
            unless(peer.unanswered.isEmpty(), "answered", "peer " + peer.number + " waits for " + peer.unanswered);
        }
    }
}
