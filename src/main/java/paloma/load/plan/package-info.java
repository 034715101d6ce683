/**
 * The plan of a load run: what is sent, where to, and when. Immutable values without threads; may import {@code paloma}
 * and {@code reactor}. Start with {@link paloma.load.plan.Plan}.
 */
package paloma.load.plan;
