package paloma.cli.console;

import java.util.List;

/**
 * <em>Immutable.</em> The answer to Tab.
 *
 * @param line replaces the line up to the cursor
 * @param choices lines to print when {@code line} is not longer than the typed one; empty for none
 */
public record Completion(String line, List<String> choices) {}
