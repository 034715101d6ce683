/** The figures of a load run and its verdict. Immutable values; start with {@link paloma.load.report.LoadReport}. */
package paloma.load.report;
