/**
 * Texts: the console's messages in two languages, and encodings that are safe for terminals, JSON and UTF-8.
 * Start with {@link paloma.cli.text.Messages}.
 */
package paloma.cli.text;
