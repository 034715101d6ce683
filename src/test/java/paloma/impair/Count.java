package paloma.impair;

/**
 * What is counted of one direction. Of the packets that came and their duplicates each is passed, or lost for one reason, or
 * still waits.
 */
enum Count {
    /** Packets received. */
    CAME("came", 1),
    /** Second copies of them. */
    DUPLICATED("duplicated", 1),
    /** Each for itself. */
    LOST("lost", -1),
    LOST_IN_BURST("lost in bursts", -1),
    /** By number. */
    DROPPED("dropped by number", -1),
    BLACKHOLED("blackholed", -1),
    /** To a port that the client no longer has. */
    TOO_LATE("to a former port", -1),
    /** The proxy itself had too much to do. */
    NO_ROOM("no room in the proxy", -1),
    /** The kernel refused to send them. */
    REFUSED("refused by the kernel", -1),
    /** Handed to the kernel. */
    PASSED("passed", -1),
    // What happened to packets on their way, whether they passed in the end or not.
    REORDERED("held back", 0),
    CORRUPTED("corrupted", 0),
    TRUNCATED("truncated", 0);

    private final String words;
    private final int sign;

    Count(String words, int sign) {
        this.words = words;
        this.sign = sign;
    }

    String words() {
        return words;
    }

    /** 1 for what came in, -1 for what is done with, 0 for what is neither. */
    int sign() {
        return sign;
    }
}
