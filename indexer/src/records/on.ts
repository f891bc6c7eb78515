import { type Event, type EventNames, ponder } from "ponder:registry";
import schema from "ponder:schema";
import type { Address } from "viem";
import { type EventArguments, eventParts } from "../../accounting/event-parts.ts";
import { writeCounts } from "./counting.ts";
import { type Db, dbOf } from "./db.ts";
import type { Placed } from "./stamps.ts";

/** A log of one of the contracts. */
type LogName = Exclude<EventNames, `${string}:setup`>;

/** What is read of a log of any kind. */
interface Logged extends Placed {
  readonly args: EventArguments;
  readonly log: Placed["log"] & { readonly address: Address };
}

/** What a handler gets. */
export interface Handled<Name extends LogName> {
  readonly event: Event<Name>;
  readonly db: Db;
  readonly chainId: number;
}

/**
 * Registers the handler of an event: the only way to do so. Before the handler it writes the event itself, and after it
 * what the handler counted.
 */
export function on<Name extends LogName>(
  name: Name,
  handler: (handled: Handled<Name>) => Promise<void>,
): void {
  ponder.on(name, async ({ event, context }) => {
    const logged = event as unknown as Logged;
    const db = dbOf(context.db, logged);
    await writeEvent(db, name.slice(name.indexOf(":") + 1), logged);
    await handler({ event: event as Event<Name>, db, chainId: context.chain.id });
    await db.write();
    await writeCounts(db);
  });
}

async function writeEvent(db: Db, name: string, { args, log }: Logged): Promise<void> {
  const rows = eventParts(name, args).map((row, part) => ({ part, contract: log.address, name, ...row }));
  await db.insertAll(schema.event, rows);
}
