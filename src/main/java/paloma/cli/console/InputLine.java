package paloma.cli.console;

import java.nio.charset.StandardCharsets;
import paloma.cli.text.LosslessUtf8;
import paloma.cli.text.Messages;

/**
 * <em>Immutable.</em> A line from the keyboard or a pipe.
 *
 * @param text decoded by {@link LosslessUtf8}; cut when the line exceeds {@link LineReader#MAX_BYTES}
 * @param bytes length of the whole line as it was read, without the line break
 */
public record InputLine(String text, long bytes) {
    /** Byte order mark, not part of the text at the start of the input (RFC 3629 section 6). */
    static final String BYTE_ORDER_MARK = "\ufeff";

    /** Returns a complete line. */
    static InputLine of(String text) {
        // A lone surrogate represents one byte. It is encoded as one byte, a question mark.
        return new InputLine(text, text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** Returns a complete line; null for null. */
    static InputLine ofNullable(String text) {
        return text == null ? null : of(text);
    }

    /** Returns whether the text is valid UTF-8. Invalid text must not be sent as UTF-8 (RFC 3629 section 3). */
    public boolean isUtf8() {
        return text.codePoints().noneMatch(LosslessUtf8::isEscapedByte);
    }

    /** Returns the error line for input that is not valid UTF-8. */
    public String encodingError(Messages texts) {
        return texts.format("input.not-utf8", bytes);
    }
}
