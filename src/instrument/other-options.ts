/**
 * Refuses options that there aren't: one that is mistyped would do nothing, and nobody would know.
 *
 * @throws TypeError naming the first
 */
export function refuseOthers(part: string, others: object): void {
  for (const name of Object.keys(others)) {
    throw new TypeError(`rootspan: ${name} is not an option of ${part}`);
  }
}
