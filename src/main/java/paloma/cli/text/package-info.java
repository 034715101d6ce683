/**
 * Texts of the console in Spanish and English, and encodings that are safe for terminals, JSON and UTF-8.
 *
 * <p>Thread: any; the types are immutable or stateless.
 *
 * <p>Imports: no other package of Paloma.
 *
 * <p>Start with {@link paloma.cli.text.Messages}.
 */
package paloma.cli.text;
