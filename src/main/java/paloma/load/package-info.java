/**
 * The load generator: a user of the public client, in three rooms that know little of each other.
 *
 * <pre>{@code
 * Plan ──Share──▶ Crew: Rig here, or RigProcess ═lines═ Part with a Rig there ──▶ Result ─┐
 *                 one Conversation a client: Script says, Checker judges                  ├─ plus ─▶ Report
 *                                              Fleet starts them all together ──▶ Result ─┘
 * }</pre>
 */
package paloma.load;
