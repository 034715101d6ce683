/**
 * The plan of a load run: messages, destination, and times. Immutable values without threads; may import {@code paloma}
 * and {@code reactor}. Start with {@link paloma.load.plan.Plan}.
 */
package paloma.load.plan;
