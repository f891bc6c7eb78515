/** The known name that a misspelt one stands for, as far as two wrong letters allow; undefined when none is that near. */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  const allowed = Math.min(2, Math.floor(name.length / 3));
  for (let slips = 0; slips <= allowed; slips++) {
    const found = known.find((each) => isNear(name, each, slips));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What to do about a name that is not known: the one that was meant, or all there are. */
export function remedyOfUnknown(name: string, known: readonly string[]): string {
  const meant = nearestOf(name, known);
  if (meant !== undefined) return `Correct its name to ${meant}, or leave it out.`;
  return `Leave it out, or correct its name. Known are ${known.join(", ")}.`;
}

/** Whether so many slips make one name of the other; letters in another order are one. What came in may be of any length. */
function isNear(name: string, known: string, slips: number): boolean {
  if (Math.abs(name.length - known.length) > slips) return false;
  const [from, to] = [name.toLowerCase(), known.toLowerCase()];
  return (slips === 1 && lettersOf(from) === lettersOf(to)) || isWithin(from, to, slips);
}

const lettersOf = (name: string): string => [...name].sort().join();

/** Whether so many letters to add, drop or change make one word of the other. */
function isWithin(from: string, to: string, slips: number): boolean {
  if (from === to || slips === 0) return from === to;
  const [fromRest, toRest] = [from.slice(1), to.slice(1)];
  if (from[0] === to[0]) return isWithin(fromRest, toRest, slips);
  return [
    [fromRest, to],
    [from, toRest],
    [fromRest, toRest],
  ].some(([one = "", other = ""]) => isWithin(one, other, slips - 1));
}
