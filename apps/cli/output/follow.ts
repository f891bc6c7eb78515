import type { FollowOptions } from "../session/follow-options.ts";
import { type ContractEvent, type EventFilter, followEvents } from "../session/logs.ts";
import type { Session } from "../session/session.ts";
import { eventText } from "./event-text.ts";
import { isUnread } from "./unread.ts";

/** What is printed, and until when. */
interface Following {
  readonly options: FollowOptions;
  readonly filter: EventFilter;
  readonly from: bigint;
  /** Whether an event is one of those that were asked for. */
  readonly isMeant: (event: ContractEvent) => boolean;
  /** Whether nothing more can come. */
  readonly isOver?: () => Promise<boolean>;
}

/** Prints events, one a line, until nothing more comes or no one reads them. */
export async function followAll(session: Session, following: Following): Promise<void> {
  const { options, filter, from, isMeant, isOver } = following;
  const { output, client } = session;
  const labels = await session.labels();
  const pace = { from, depth: options.depth, once: options.once === true, pollMs: options.every * 1_000 };
  for await (const event of followEvents(client, filter, pace)) {
    if (isUnread()) return;
    if (event === "idle") {
      if ((await isOver?.()) === true) return;
      continue;
    }
    if (isMeant(event)) output.follow({ text: eventText(event, labels), data: event });
  }
}
