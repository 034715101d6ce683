package paloma.load.plan;

/**
 * <em>Immutable.</em> Whose turn it is: the messages of a schedule go round all clients of all processes, in an order
 * in which neighbours are far apart, so that no process, which has a range of them, has to send bursts. Within a process
 * the clients have their turns in the order in which their sockets were opened: what is used one after the other lies side by
 * side in memory, and of thousands of clients the processor's caches hold only those that are next.
 */
public final class ClientOrder {
    private final int[] places;
    private final int clients;

    /** The turns of the clients in {@code share} among {@code clients} in all. */
    public ClientOrder(int clients, ClientRange share) {
        this.clients = clients;
        places = new int[share.count()];
        // The bit-reversed counter visits every range of numbers evenly (van der Corput).
        int bits = 32 - Integer.numberOfLeadingZeros(clients - 1);
        int place = 0;
        int mine = 0;
        for (int i = 0; i < 1 << bits; i++) {
            int client = bits == 0 ? 0 : Integer.reverse(i) >>> 32 - bits;
            if (client >= clients) {
                continue;
            }
            if (client >= share.first() && client < share.first() + share.count()) {
                places[mine++] = place;
            }
            place++;
        }
    }

    /** Clients of this process that take turns. */
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
