import type { HardhatPlugin } from "hardhat/types/plugins";

/** Requests that mine a block at once, unless the chain was told not to. */
const SENDING = new Set(["eth_sendTransaction", "eth_sendRawTransaction"]);
/** Requests that make a block or say when the next is; each waits for those before it. */
const TIMED = new Set([
  ...SENDING,
  ...["evm_mine", "evm_setAutomine", "evm_setNextBlockTimestamp", "evm_increaseTime"],
]);

/**
 * A clock for a local chain that does not look at the machine's: each block comes `seconds` after its parent, unless the
 * caller gives it another time. The same requests then make the same blocks, hash for hash.
 *
 * @throws RangeError when `seconds` is not a whole number above zero.
 */
export function steadyClock(seconds: number): HardhatPlugin {
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new RangeError(
      `blockTime: ${seconds} is not a whole number above zero. Give whole seconds, or leave it out.`,
    );
  }
  return {
    id: "quittance-steady-clock",
    hookHandlers: {
      network: async () => ({
        default: async () => {
          const inTurn = queue();
          let minesAtOnce = true;
          let isTimeGiven = false;
          let added = 0;
          return {
            onRequest: (context, connection, request, next) => {
              const { method, params } = request;
              // What a handler behind this one asks meanwhile must not wait for it.
              if (!TIMED.has(method)) return next(context, connection, request);
              return inTurn(async () => {
                const [first] = Array.isArray(params) ? params : [];
                if (method === "evm_setAutomine") minesAtOnce = first === true;
                if (method === "evm_setNextBlockTimestamp") isTimeGiven = true;
                if (method === "evm_increaseTime") added += Number(first);
                if (method !== "evm_mine" && !(minesAtOnce && SENDING.has(method))) {
                  return next(context, connection, request);
                }
                if (!isTimeGiven) {
                  const ask = (asked: string, ...given: unknown[]) =>
                    next(context, connection, { ...request, method: asked, params: given });
                  const latest = await ask("eth_getBlockByNumber", "latest", false);
                  const parent =
                    "result" in latest ? (latest.result as { readonly timestamp: string }) : undefined;
                  if (parent === undefined) return latest;
                  await ask("evm_setNextBlockTimestamp", Number(parent.timestamp) + seconds + added);
                }
                [isTimeGiven, added] = [false, 0];
                return next(context, connection, request);
              });
            },
          };
        },
      }),
    },
  };
}

/** Works on one thing after the other, in the order they came. */
function queue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
