/**
 * The figures of a load run and its verdict. Immutable values without threads; may import {@code paloma} and
 * {@code load.plan}. Start with {@link paloma.load.report.LoadReport}.
 */
package paloma.load.report;
