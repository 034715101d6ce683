package paloma.impair;

/** The counters of one direction. Each received packet and duplicate is passed, lost for one reason, or waiting. */
enum Count {
    /** Packets received. */
    CAME("came", 1),
    /** Duplicates of received packets. */
    DUPLICATED("duplicated", 1),
    /** Independent losses. */
    LOST("lost", -1),
    LOST_IN_BURST("lost in bursts", -1),
    /** By number. */
    DROPPED("dropped by number", -1),
    BLACKHOLED("blackholed", -1),
    /** To a port that the client no longer has. */
    TOO_LATE("to a former port", -1),
    /** The proxy was overloaded. */
    NO_ROOM("no room in the proxy", -1),
    /** The kernel refused to send them. */
    REFUSED("refused by the kernel", -1),
    /** Handed to the kernel. */
    PASSED("passed", -1),
    // Events of packets in transit, whether they passed in the end or not.
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

    /** 1 for packets in, -1 for packets out, 0 for others. */
    int sign() {
        return sign;
    }
}
