package paloma.load.plan;

/**
 * <em>Immutable.</em> The order in which clients send the messages of a schedule. Clients with successive turns have
 * distant numbers, so that a process, which has a range of numbers, sends no bursts. Within a process the clients take
 * turns in the order in which their sockets were opened: their objects are adjacent in memory, and the processor's
 * caches hold the next of thousands of clients.
 */
public final class ClientOrder {
    private final int[] places;
    private final int clients;

    /** The turns of the clients in {@code range} among {@code clients} in all. */
    public ClientOrder(int clients, ClientRange range) {
        this.clients = clients;
        places = new int[range.count()];
        // The bit-reversed counter visits every range of numbers evenly (van der Corput).
        int bits = 32 - Integer.numberOfLeadingZeros(clients - 1);
        int place = 0;
        int count = 0;
        for (int i = 0; i < 1 << bits; i++) {
            int client = bits == 0 ? 0 : Integer.reverse(i) >>> 32 - bits;
            if (client >= clients) {
                continue;
            }
            if (client >= range.first() && client < range.first() + range.count()) {
                places[count++] = place;
            }
            place++;
        }
    }

    /** Number of clients of this process. */
    int size() {
        return places.length;
    }

    /** The client, an index within the range, of the {@code n}th turn of this process. */
    public int client(long n) {
        return (int) (n % places.length);
    }

    /** The message of the whole run that is the {@code n}th turn of this process. */
    public long message(long n) {
        return n / places.length * clients + places[(int) (n % places.length)];
    }
}
