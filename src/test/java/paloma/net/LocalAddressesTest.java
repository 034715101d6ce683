package paloma.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine whose addresses are added and removed. */
class LocalAddressesTest {
    private static final long TENTH = 100_000_000L;

    private final List<InetAddress> machine = new ArrayList<>(List.of(host("192.0.2.1"), host("2001:db8::1")));
    private boolean broken;
    private int readings;

    private Stream<InetAddress> read() throws IOException {
        readings++;
        if (broken) {
            throw new IOException("too many open files");
        }
        return machine.stream();
    }

    private static InetAddress host(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress scoped(String address, int scope) throws UnknownHostException {
        return Inet6Address.getByAddress(null, host(address).getAddress(), scope);
    }

    private LocalAddresses wildcard() {
        return new LocalAddresses(host("0.0.0.0"), this::read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void wildcardContainsTheMachinesAddressesOnly(String bound) {
        LocalAddresses addresses = new LocalAddresses(host(bound), this::read);
        assertTrue(addresses.contains(host("192.0.2.1"), 0));
        assertTrue(addresses.contains(host("2001:db8::1"), 0));
        assertTrue(addresses.contains(host("::ffff:192.0.2.1"), 0));
        assertFalse(addresses.contains(host("192.0.2.2"), 0));
        assertFalse(addresses.contains(host("2001:db8::2"), 0));
    }

    @Test
    void wholeLoopbackNetworkIsLocal() {
        assertTrue(wildcard().contains(host("127.0.0.1"), 0));
        assertTrue(wildcard().contains(host("127.255.0.9"), 0));
        assertTrue(wildcard().contains(host("::1"), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::7"})
    void addedAddressIsLocalWithin100Milliseconds(String address) {
        LocalAddresses addresses = wildcard();
        assertFalse(addresses.contains(host(address), 5));
        machine.add(host(address));
        assertFalse(addresses.contains(host(address), 5 + TENTH - 1));
        assertTrue(addresses.contains(host(address), 5 + TENTH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
    void removedAddressIsForeignWithin100Milliseconds(String address) {
        LocalAddresses addresses = wildcard();
        assertTrue(addresses.contains(host(address), 5));
        machine.remove(host(address));
        assertTrue(addresses.contains(host(address), 5 + TENTH - 1));
        assertFalse(addresses.contains(host(address), 5 + TENTH));
    }

    @Test
    void addressAddedLongAgoIsLocalAtTheFirstCall() {
        LocalAddresses addresses = wildcard();
        machine.add(host("192.0.2.7"));
        assertTrue(addresses.contains(host("192.0.2.7"), 0));
    }

    @Test
    void floodOfForgedSourcesCostsTenReadingsASecond() {
        LocalAddresses addresses = wildcard();
        int before = readings;
        for (int i = 0; i < 10_000; i++) {
            addresses.contains(host("192.0.2." + i % 256), i * TENTH / 1_000);
        }
        assertEquals(10, readings - before);
    }

    @Test
    void failedReadingsCostTenASecond() {
        broken = true;
        LocalAddresses addresses = wildcard();
        int before = readings;
        for (int i = 0; i < 10_000; i++) {
            addresses.contains(host("192.0.2.9"), i * TENTH / 1_000);
        }
        assertEquals(10, readings - before);
    }

    @Test
    void failedReadingKeepsThePreviousAddresses() {
        LocalAddresses addresses = wildcard();
        broken = true;
        assertTrue(addresses.contains(host("192.0.2.1"), TENTH));
        assertFalse(addresses.contains(host("192.0.2.9"), TENTH));
    }

    @Test
    void everyAddressIsLocalBeforeTheFirstSuccessfulReading() {
        broken = true;
        LocalAddresses addresses = wildcard();
        assertTrue(addresses.contains(host("192.0.2.9"), 0));
        broken = false;
        assertFalse(addresses.contains(host("192.0.2.9"), TENTH));
    }

    @Test
    void scopeOfALinkLocalAddressIsCompared() throws Exception {
        machine.add(scoped("fe80::1", 2));
        LocalAddresses addresses = new LocalAddresses(host("::"), this::read);
        assertTrue(addresses.contains(scoped("fe80::1", 2), 0));
        assertFalse(addresses.contains(scoped("fe80::1", 3), 0));
        machine.add(scoped("fe80::1", 4));
        assertTrue(addresses.contains(scoped("fe80::1", 4), TENTH));
        assertTrue(addresses.contains(scoped("fe80::1", 2), TENTH));
    }

    /** Interfaces list them with the scope of their link, and the kernel reports them without one. */
    @Test
    void scopeOfAGlobalAddressIsIgnored() throws Exception {
        machine.add(scoped("2001:db8::7", 2));
        assertTrue(wildcard().contains(host("2001:db8::7"), 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "127.0.0.1", "fe80::1"})
    void concreteAddressReadsNoInterface(String bound) {
        LocalAddresses addresses = new LocalAddresses(host(bound), this::read);
        assertTrue(addresses.contains(host(bound), 0));
        assertFalse(addresses.contains(host("127.0.0.2"), TENTH));
        assertFalse(addresses.contains(host("192.0.2.9"), 2 * TENTH));
        assertEquals(0, readings);
    }

    @Test
    void systemListsItsSourceAddress() throws Exception {
        LocalAddresses addresses = LocalAddresses.of(host("0.0.0.0"));
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertTrue(addresses.contains(socket.getLocalAddress(), 0));
        }
        assertFalse(addresses.contains(host("192.0.2.77"), 0));
    }
}
