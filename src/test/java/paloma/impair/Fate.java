package paloma.impair;

import java.util.Arrays;

/**
 * <em>Immutable.</em> What becomes of one packet.
 *
 * @param loss why it is lost, or null when it arrives
 * @param copies how often it arrives
 * @param held whether it lets later ones pass first
 * @param delayNanos how long it is on its way
 * @param length how many of its bytes are left
 * @param flippedBit the one bit that is flipped, counted from the first byte's lowest, or {@link #NO_BIT}
 */
record Fate(Count loss, int copies, boolean held, long delayNanos, int length, int flippedBit) {
    static final int NO_BIT = -1;

    static Fate lost(Count loss) {
        return new Fate(loss, 0, false, 0, 0, NO_BIT);
    }

    /** The remaining bytes of the packet. */
    byte[] of(byte[] packet) {
        byte[] left = Arrays.copyOf(packet, length);
        if (flippedBit != NO_BIT) {
            left[flippedBit / Byte.SIZE] ^= (byte) (1 << flippedBit % Byte.SIZE);
        }
        return left;
    }
}
