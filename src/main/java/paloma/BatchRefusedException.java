package paloma;

import java.io.IOException;
import java.util.Objects;

/** <em>Immutable.</em> A server was asked for {@link TransportChoice#BATCH}, which cannot work here. */
public final class BatchRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The reason. */
    private final BatchRefusal reason;

    /** The message names the transport and {@link BatchRefusal#text()}. */
    public BatchRefusedException(BatchRefusal reason) {
        super("the transport batch cannot work: "
                + Objects.requireNonNull(reason, "reason").text());
        this.reason = reason;
    }

    /** Why it cannot work. */
    public BatchRefusal reason() {
        return reason;
    }
}
