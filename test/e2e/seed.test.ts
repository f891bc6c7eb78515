import { expect } from "chai";
import { startStack } from "../../sdk/testing/index.ts";
import { diceOf, seedOfRun } from "../support/dice.ts";
import { paperGround } from "./support/paper-ground.ts";
import { gatherPeople, peopleOf } from "./support/people.ts";
import { playRun } from "./support/run.ts";
import { ONE_CLOCK, stackGround } from "./support/stack-ground.ts";

/** Three is one that a drawn party that cannot sign once brought down. */
const SEEDS = [3, 4_242, 1, 2, 5, 8];
const DEALS_ON_PAPER = 40;
const DEALS_ON_CHAIN = 4;

/** Plays without a chain. @returns a hash of every transaction, its sender, its block and its place in it. */
async function diaryOf(seed: number): Promise<string> {
  const people = peopleOf(seed);
  const ground = paperGround(people, seed);
  await playRun(ground, people, diceOf(seed), DEALS_ON_PAPER);
  return ground.diary();
}

/** Plays on a chain of its own. @returns the hash of its last block, which stands for all before it. */
async function lastBlockOf(seed: number, beforeEachBlock: () => Promise<void>): Promise<string> {
  const stack = await startStack(ONE_CLOCK);
  try {
    const people = await gatherPeople(stack, seed);
    const ground = await stackGround(stack, people);
    const mine: typeof ground.mine = async (...block) => {
      await beforeEachBlock();
      return ground.mine(...block);
    };
    await playRun({ ...ground, mine }, people, diceOf(seed), DEALS_ON_CHAIN);
    const { hash } = await stack.publicClient.getBlock();
    return hash;
  } finally {
    await stack.stop();
  }
}

/** Runs `work` where asking for the time or for chance fails. */
async function withoutClockAndChance<Result>(work: () => Promise<Result>): Promise<Result> {
  const { now } = Date;
  const { random } = Math;
  const refuse = (what: string) => () => {
    throw new Error(`a seeded run asked for ${what}`);
  };
  Date.now = refuse("the time");
  Math.random = refuse("a random number");
  try {
    return await work();
  } finally {
    Date.now = now;
    Math.random = random;
  }
}

describe(`a random run (QUITTANCE_SEED=${seedOfRun()})`, () => {
  it("is drawn from its seed, whatever was drawn before, and asks for neither time nor chance", async () => {
    const [seed] = SEEDS;
    const first = await diaryOf(seed ?? 0);
    const other = await diaryOf(seedOfRun());
    expect(await withoutClockAndChance(() => diaryOf(seed ?? 0))).to.equal(first);
    expect(other).to.not.equal(first);
  });

  it("is drawn to its end from any seed", async () => {
    const diaries = [];
    for (const seed of SEEDS) diaries.push(await diaryOf(seed));
    expect(new Set(diaries).size).to.equal(SEEDS.length);
  });

  it("makes the same chain, block for block, however slow the machine is", async () => {
    const quick = await lastBlockOf(seedOfRun(), async () => undefined);
    let waits = 2;
    const slow = await lastBlockOf(seedOfRun(), async () => {
      if (waits-- > 0) await new Promise((resolve) => setTimeout(resolve, 1_500));
    });
    expect(slow).to.equal(quick);
  });
});
