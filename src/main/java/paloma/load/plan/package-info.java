/** What a load run sends, where to, and when. Immutable values; start with {@link paloma.load.plan.Plan}. */
package paloma.load.plan;
