package paloma.cli.console;

import java.nio.charset.StandardCharsets;
import paloma.cli.text.LosslessUtf8;
import paloma.cli.text.Messages;

/**
 * <em>Immutable.</em> A line that was typed or piped in.
 *
 * @param text as {@link LosslessUtf8} decodes it; of a line longer than {@link LineReader#BYTES} the beginning
 * @param bytes its whole length without the line break, in bytes as they came
 */
public record InputLine(String text, long bytes) {
    /** A byte order mark, which is no part of the text when the input begins with it (RFC 3629 section 6). */
    static final String BYTE_ORDER_MARK = "\ufeff";

    /** A whole line. */
    static InputLine of(String text) {
        // A lone surrogate stands for one byte, and is encoded as one: a question mark.
        return new InputLine(text, text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** The same; null for null. */
    static InputLine ofNullable(String text) {
        return text == null ? null : of(text);
    }

    /** Whether it is UTF-8 as far as it was kept: what is not must not be sent as if it were (RFC 3629 section 3). */
    public boolean isUtf8() {
        return text.codePoints().noneMatch(LosslessUtf8::isByte);
    }

    /** What the person is told who typed a line that is not UTF-8. */
    public String refusal(Messages words) {
        return words.say("input.not-utf8", bytes);
    }
}
