/** How much is fetched from each host at the moment, so that a slow one does not take every place. */
export interface HostLoad {
  /** Hosts that get no more work now. */
  busy(): string[];
  /** Counts a piece of work in; call what it returns when the work has ended. */
  enter(host: string): (isWell: boolean) => void;
}

/**
 * @param places Pieces of work at once, over all hosts.
 * Half of the places are for one host at most; a host that failed last has one.
 */
export function hostLoad(places: number): HostLoad {
  const running = new Map<string, number>();
  const failing = new Set<string>();
  const most = (host: string) => (failing.has(host) ? 1 : Math.max(1, Math.floor(places / 2)));
  return {
    busy: () => [...running].filter(([host, count]) => count >= most(host)).map(([host]) => host),
    enter: (host) => {
      running.set(host, (running.get(host) ?? 0) + 1);
      return (isWell) => {
        const left = (running.get(host) ?? 1) - 1;
        if (left === 0) running.delete(host);
        else running.set(host, left);
        if (isWell) failing.delete(host);
        else if (failing.size < MOST_FAILING) failing.add(host);
      };
    },
  };
}

const MOST_FAILING = 10_000;
