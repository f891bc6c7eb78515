import { expect } from "chai";
import { zeroAddress } from "viem";
import { adviseTerms, buildTerms, InvalidFieldError, type TermsDraft } from "../../sdk/index.ts";
import { readPage, section, tableRows } from "./support/markdown.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;
const HOUR = 3_600;
const person = (digit: string) => `0x${digit.repeat(40)}` as const;

const draft: TermsDraft = {
  buyer: person("1"),
  seller: person("2"),
  milestones: [{ amount: 10_000_000n, deadline: NOW + DAY }],
  panel: [person("3"), person("5"), person("4")],
  pact: `0x${"ab".repeat(32)}`,
};
const disputes = { bond: 8_000_000n, pool: person("7") };
const contestable: TermsDraft = { ...draft, contestWindow: DAY, disputes };
const arbitrated = { ...contestable, disputes: { ...disputes, arbiter: person("6") } };
const build = (terms: TermsDraft) => buildTerms(terms, { now: NOW });

/** What a field of the built terms is in the words of the page. */
const written = (value: unknown): string => {
  if (value === undefined) return "left out";
  return value === zeroAddress ? "zero" : String(value);
};

/** Whether `buildTerms` refuses a draft without this field, by its name. */
function isRequired(path: string): boolean {
  const copy = structuredClone(contestable) as object;
  const [last = "", ...outer] = path.replace("[i]", ".0").split(".").reverse();
  const holder = outer.reverse().reduce<unknown>((part, name) => Reflect.get(Object(part), name), copy);
  Reflect.deleteProperty(Object(holder), last);
  try {
    build(copy as TermsDraft);
    return false;
  } catch (error) {
    return error instanceof InvalidFieldError && error.field === `terms.${path.replace("[i]", "[0]")}`;
  }
}

describe("the defaults of terms", () => {
  const said = new Map(
    tableRows(section(readPage("docs/terms.md"), "Fields and bounds")).flatMap(
      ([first = "", , , value = ""]) =>
        [...first.matchAll(/`([^`]+)`/g)].map(([, field = ""]) => [field, value] as const),
    ),
  );
  /** Defaults that depend on something; each is tried below. */
  const depending = ["disputes.rulingWindow", "silencePayout", "salt", "openBy"];

  it("are in docs/terms.md, each as buildTerms makes it", () => {
    const terms = build(draft);
    for (const [field, value] of said) {
      if (value.startsWith("required")) expect(isRequired(field), field).to.equal(true);
      else if (!depending.includes(field)) {
        const [outer = "", inner] = field.split(".");
        const made =
          inner === undefined
            ? Reflect.get(terms, outer)
            : Reflect.get(build(contestable).disputes ?? {}, inner);
        expect(written(made), field).to.equal(value);
      }
    }
    expect(Object.keys(terms).filter((field) => !said.has(field))).to.deep.equal([]);
    expect(said.get("panel")).to.equal("required; sorted");
    expect(terms.panel).to.deep.equal([person("3"), person("4"), person("5")]);
  });

  it("are in docs/terms.md where they depend on other fields, too", () => {
    const window = (terms: TermsDraft) => build(terms).disputes?.rulingWindow;
    expect(said.get("disputes.rulingWindow")).to.equal(
      `${window(arbitrated)} with an arbiter, ${window(contestable)} without`,
    );
    const silence = (terms: TermsDraft) => build(terms).silencePayout;
    expect(said.get("silencePayout")).to.equal(
      `${silence(contestable)} with a contest window, ${silence(draft)} without`,
    );
    expect(said.get("salt")).to.equal("random");
    expect(build(draft).salt).to.not.equal(build(draft).salt);
    expect(said.get("openBy")).to.equal(
      "an hour from now, or a quarter of the time until the first deadline if that is less",
    );
    expect(build(draft).openBy).to.equal(NOW + HOUR);
    const milestones = [{ amount: 1n, deadline: NOW + 60 }];
    expect(build({ ...draft, milestones }).openBy).to.equal(NOW + 15);
  });

  it("have nothing that adviseTerms warns about, but an arbiter that only the parties can name", () => {
    const codes = (terms: TermsDraft) => adviseTerms({ terms: build(terms) }).map(({ code }) => code);
    expect(codes(draft)).to.deep.equal([]);
    expect(codes({ ...draft, contestWindow: 0 })).to.deep.equal([]);
    expect(codes(arbitrated)).to.deep.equal([]);
    expect(codes(contestable)).to.deep.equal(["no-arbiter"]);
  });

  it("leave every value that is given as it is", () => {
    expect(build({ ...draft, silencePayout: 5_000 }).silencePayout).to.equal(5_000);
    expect(build({ ...contestable, silencePayout: 0 }).silencePayout).to.equal(0);
    expect(build({ ...draft, silencePayout: undefined }).silencePayout).to.equal(0);
  });
});
