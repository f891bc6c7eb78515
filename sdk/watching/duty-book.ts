import { type Address, decodeEventLog, type Hex, toEventSelector } from "viem";
import { accountOpenedEvent } from "../abi/fragments/quittance.ts";
import type { ActingClient } from "../client/action-types.ts";
import { getBook } from "../deals/actions/get-book.ts";
import { getDeal } from "../deals/actions/get-deal.ts";
import { getMilestone } from "../deals/actions/get-milestone.ts";
import { getContests } from "../disputes/actions/get-contest.ts";
import { getRound } from "../disputes/actions/get-round.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { Terms } from "../protocol/terms.ts";
import { eventsOf, type Said } from "./decode.ts";
import { type Duty, type DutyFacts, dutiesOf } from "./duties.ts";
import { type JudgingCase, judgingCaseOf } from "./judging-case.ts";
import type { MinedLog } from "./node-questions.ts";
import { pinnedTo } from "./pinned.ts";

interface KnownDeal {
  readonly terms: Terms;
  readonly drawn: Map<number, readonly Address[]>;
  /** Where the seller says that its evidence is, by milestone. */
  readonly uris: Map<number, string>;
  /** Undefined until they are read, and again when something happened. */
  facts: readonly DutyFacts[] | undefined;
  /** Replaced by another deal: nothing is left to do about it. */
  isAmended: boolean;
}

/** The topic of the event by which an account of a principal comes to be. */
export const topicOfAccounts = (): Hex => toEventSelector(accountOpenedEvent);

/** The deals that an agent has a part in, kept up to date by the contract's events. */
export class DutyBook {
  readonly #address: Address;
  readonly #agent: Address;
  readonly #accounts: Address[];
  readonly #deals = new Map<Hex, KnownDeal>();
  /** Deals that may get a second panel, in which the agent may be; and where their evidence is. */
  readonly #contestable = new Map<Hex, { readonly terms: Terms; readonly uris: Map<number, string> }>();

  constructor(address: Address, agent: Address) {
    this.#address = address;
    this.#agent = agent;
    this.#accounts = [agent];
  }

  /** Takes note of a log that was added to the chain, or removed from it. */
  note(log: MinedLog, removed: boolean): void {
    if (log.topics[0] === topicOfAccounts()) this.#noteAccount(log, removed);
    for (const said of eventsOf(log)) this.#noteEvent(said, removed);
  }

  /** Reads what is not known of the deals, as of a block. */
  async read(client: ActingClient, blockHash: Hex): Promise<void> {
    const reader = pinnedTo(client, blockHash);
    for (const [dealId, deal] of this.#deals) {
      if (deal.facts === undefined)
        deal.facts = deal.isAmended ? [] : await this.#factsOf(reader, dealId, deal);
    }
  }

  /** All duties as of a time, the earliest end first. */
  duties(now: number): Duty[] {
    const all = [...this.#deals.values()].flatMap(({ facts = [] }) =>
      facts.flatMap((each) => this.#accounts.flatMap((account) => dutiesOf({ ...each, account, now }))),
    );
    const end = ({ until }: Duty) => until ?? Number.MAX_SAFE_INTEGER;
    return all.sort((one, other) => end(one) - end(other) || (one.from ?? 0) - (other.from ?? 0));
  }

  /** What the agent has to judge now as a juror, the earliest end first. */
  cases(now: number): JudgingCase[] {
    const all = [...this.#deals.values()].flatMap(({ facts = [], uris }) =>
      facts.flatMap((each) => {
        const found = judgingCaseOf({ ...each, juror: this.#agent, now });
        return found === undefined ? [] : [{ ...found, evidenceUri: uris.get(each.milestone) }];
      }),
    );
    return all.sort((one, other) => one.until - other.until);
  }

  #noteAccount(log: MinedLog, removed: boolean): void {
    const { data, topics } = log;
    const { args } = decodeEventLog({ abi: [accountOpenedEvent], data, topics, strict: true });
    if (!isSameAddress(args.principal, this.#agent)) return;
    const at = this.#accounts.findIndex((account) => isSameAddress(account, args.account));
    if (removed && at > 0) this.#accounts.splice(at, 1);
    if (!removed && at < 0) this.#accounts.push(args.account);
  }

  #noteEvent(said: Said, removed: boolean): void {
    const { dealId } = said;
    if (said.name === "DealOpened") {
      this.#deals.delete(dealId);
      this.#contestable.delete(dealId);
      if (removed) return;
      const { terms } = said;
      const uris = new Map<number, string>();
      if (terms.disputes !== undefined) this.#contestable.set(dealId, { terms, uris });
      const { buyer, seller, panel, disputes } = terms;
      if (this.#isOurs(buyer, seller, ...panel, ...(disputes === undefined ? [] : [disputes.arbiter])))
        this.#add(dealId, terms, uris);
      return;
    }
    if (said.name === "PanelDrawn" && !removed && this.#isOurs(...said.panel)) {
      const found = this.#contestable.get(dealId);
      if (found !== undefined && !this.#deals.has(dealId)) this.#add(dealId, found.terms, found.uris);
    }
    if (said.name === "EvidenceDelivered") {
      // A juror that is drawn later has to know it, too.
      const uris = (this.#deals.get(dealId) ?? this.#contestable.get(dealId))?.uris;
      if (removed) uris?.delete(said.milestone);
      else uris?.set(said.milestone, said.evidenceUri);
    }
    const deal = this.#deals.get(dealId);
    if (deal === undefined) return;
    deal.facts = undefined;
    if (said.name === "DealAmended") deal.isAmended = !removed;
    if (said.name !== "PanelDrawn") return;
    if (removed) deal.drawn.delete(said.milestone);
    else deal.drawn.set(said.milestone, said.panel);
  }

  #add(dealId: Hex, terms: Terms, uris: Map<number, string>): void {
    const none = { drawn: new Map(), facts: undefined, isAmended: false };
    this.#deals.set(dealId, { terms, uris, ...none });
  }

  #isOurs(...others: readonly Address[]): boolean {
    return others.some((other) => this.#accounts.some((account) => isSameAddress(account, other)));
  }

  async #factsOf(reader: ActingClient, dealId: Hex, { terms, drawn }: KnownDeal): Promise<DutyFacts[]> {
    const address = this.#address;
    const deal = await getDeal(reader, { address, dealId });
    if (deal === undefined) return [];
    // A bond may be held after the milestone settled.
    const all = terms.milestones.map((_, milestone) => milestone);
    const open = all.filter((milestone) => terms.disputes !== undefined || !deal.settled.includes(milestone));
    const read = open.map(async (milestone): Promise<DutyFacts[]> => {
      const about = { address, dealId, milestone };
      const hasRounds = terms.disputes !== undefined;
      const [facts, contests, round, book] = await Promise.all([
        getMilestone(reader, about),
        hasRounds ? getContests(reader, about) : [],
        hasRounds ? getRound(reader, { address, terms, milestone }) : undefined,
        getBook(reader, about),
      ]);
      if (facts === undefined) return [];
      return [{ terms, dealId, milestone, facts, contests, round, drawn: drawn.get(milestone), book }];
    });
    return (await Promise.all(read)).flat();
  }
}
