package paloma.load;

/**
 * <em>Immutable.</em> Whose turn it is: the messages of a schedule go round all clients of all processes, in an order
 * in which neighbours are far apart, so that no process, which has a range of clients, has to send bursts.
 */
final class Turntable {
    private final int[] order;
    private final int[] places;
    private final int clients;

    /** The turns of the clients in {@code share} among {@code clients} in all. */
    Turntable(int clients, Share share) {
        this.clients = clients;
        order = new int[share.count()];
        places = new int[share.count()];
        // Counting with the bits turned round visits every range of numbers evenly (van der Corput).
        int bits = 32 - Integer.numberOfLeadingZeros(clients - 1);
        int place = 0;
        int mine = 0;
        for (int i = 0; i < 1 << bits; i++) {
            int client = bits == 0 ? 0 : Integer.reverse(i) >>> 32 - bits;
            if (client >= clients) {
                continue;
            }
            if (client >= share.first() && client < share.first() + share.count()) {
                order[mine] = client - share.first();
                places[mine++] = place;
            }
            place++;
        }
    }

    /** How many clients of this process have their turns. */
    int size() {
        return order.length;
    }

    /** The client, counted within the share, whose turn is the {@code n}th of this process. */
    int client(long n) {
        return order[(int) (n % order.length)];
    }

    /** The message of the whole run that the {@code n}th turn of this process is. */
    long message(long n) {
        return n / order.length * clients + places[(int) (n % order.length)];
    }
}
