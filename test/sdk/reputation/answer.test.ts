import { expect } from "chai";
import { InvalidFieldError } from "../../../sdk/errors/index.ts";
import { canonicalJson } from "../../../sdk/json/index.ts";
import {
  parametersDigest,
  type ReputationAnswer,
  readReputationAnswer,
  reputationAnswer,
  reputationOf,
} from "../../../sdk/reputation/index.ts";
import { asOf, POOL, party, word } from "./support/facts.ts";
import { randomFacts } from "./support/random-facts.ts";

const HASH = word(0xbeef);
const seeds = [
  { address: party(2), weight: 3 },
  { address: party(1), weight: 1 },
];

function answerOf(seed: number, subject: number, personal = false): ReputationAnswer {
  const view = personal ? { seeds } : {};
  const input = { facts: randomFacts(seed), asOf, pools: [POOL], ...view, subject: party(subject) };
  return reputationAnswer(reputationOf(input), { hash: HASH, pools: [POOL], ...view });
}

const refused = (answer: unknown): string => {
  try {
    readReputationAnswer(answer);
  } catch (error) {
    if (error instanceof InvalidFieldError) return error.shortMessage;
    throw error;
  }
  return "";
};

describe("reputationAnswer", () => {
  it("is the same after JSON, for every subject of markets of chance, in both views", () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      for (const subject of [0, 1, 2, 3, 4, 100]) {
        for (const personal of [false, true]) {
          const answer = answerOf(seed, subject, personal);
          const read = readReputationAnswer(JSON.stringify(answer));
          expect(canonicalJson(read)).to.equal(canonicalJson(answer));
          expect(read).to.deep.equal(answer);
        }
      }
    }
  });

  it("has what can exceed 2^53 as text, and names block, pools, seeds and parameters", () => {
    const answer = answerOf(3, 1, true);
    expect(answer.asOf).to.deep.equal({ block: 1000, hash: HASH, timestamp: 1_800_000_000 });
    expect(answer.trust).to.match(/^\d+$/);
    expect(answer.pools).to.deep.equal([POOL]);
    expect(answer.seeds).to.deep.equal([seeds[1], seeds[0]]);
    expect(answer.parameters).to.equal(parametersDigest());
    expect(answerOf(3, 1)).to.not.have.property("seeds");
  });
});

describe("readReputationAnswer", () => {
  const answer = answerOf(5, 1);

  it("refuses a score that its parts do not make, and a tier that is not that of the score", () => {
    const other = answer.score === 0 ? 1 : answer.score - 1;
    expect(refused({ ...answer, score: other })).to.include("points sum to the score");
    const tier = answer.tier === "established" ? "known" : "established";
    expect(refused({ ...answer, tier })).to.include("tier of its score");
  });

  it("refuses seeds in a global answer, and a personal one without", () => {
    expect(refused({ ...answer, seeds })).to.include("seeds");
    expect(refused({ ...answer, view: "personal" })).to.include("seeds");
  });

  it("refuses each field that is missing, and one that it does not know", () => {
    for (const name of Object.keys(answer)) {
      const { [name as keyof ReputationAnswer]: _, ...others } = answer;
      expect(refused(others), name).to.include(name);
    }
    expect(refused({ ...answer, colour: "red" })).to.include("colour");
  });

  it("refuses numbers as text, texts as numbers, signs, leading zeros and letters in upper case", () => {
    expect(refused({ ...answer, score: String(answer.score) })).to.include("score");
    for (const trust of [5, "-1", "007", "1e3", ""]) {
      expect(refused({ ...answer, trust }), String(trust)).to.include("trust");
    }
    expect(refused({ ...answer, subject: "0xABCDEFabcdefabcdefabcdefabcdefabcdefabcd" })).to.include(
      "subject",
    );
    expect(refused({ ...answer, asOf: { ...answer.asOf, block: -1 } })).to.include("asOf.block");
  });

  it("refuses what is no answer at all", () => {
    for (const strange of [null, undefined, 7, "", "{", [], {}]) expect(refused(strange)).to.not.equal("");
  });
});

describe("parametersDigest", () => {
  it("is one for the same parameters, and another for each that differs", () => {
    expect(parametersDigest({})).to.equal(parametersDigest());
    const digests = [{}, { keep: 1n }, { halfTrust: 1n }, { rounds: 1n }].map((each) =>
      parametersDigest(each),
    );
    expect(new Set(digests).size).to.equal(4);
  });
});
