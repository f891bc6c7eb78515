import { expect } from "chai";
import { type AbiItem, causeIn, explainContractErrors } from "../../scripts/docs/contract-errors.ts";
import { errorsOn, fillIndex, fillTables } from "../../scripts/docs/error-tables.ts";
import { type Declaration, declarationsOf, parseNatSpec } from "../../scripts/docs/natspec.ts";
import { readSdkErrors } from "../../scripts/docs/sdk-errors.ts";
import { type ContractErrorClass, contractErrorClasses } from "../../sdk/errors/index.ts";

const FILE = "contracts/Till.sol";
const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @title Till: a drawer with money
interface ITill {
    /// @notice Thrown when \`available\` is less than \`required\`,
    /// or when the drawer is shut.
    /// @param available In base units.
    error Till_TooLittle(uint256 available, uint256 required);

    /// @notice Nobody holds the key.
    error Till_Shut();

    error Till_Silent();

    /// @dev Anyone may call.
    /// @return left What stays.
    function take(
        uint256 amount
    ) external returns (uint256 left);
}

library Tills {
    function open() internal pure returns (bool) {
        return true;
    }
}
`;

const MARKER =
  "<!-- errors: the first column is written by hand, `npm run docs:errors` writes the others -->";
const END = "<!-- end of errors -->";
const PAGE = "docs/operations/take.md";

const abi: AbiItem[] = [
  { type: "function", name: "take", inputs: [{ name: "amount" }] },
  { type: "error", name: "Till_TooLittle", inputs: [{ name: "available" }, { name: "required" }] },
];

/** A class of the SDK for an error that no contract of this project has. */
const classFor = (contractError: string, remedy: string): ContractErrorClass =>
  Object.assign(class TooLittleError {}, { contractError, remedy }) as never;

const page = (rows: string) => `# Take\n\n## Errors\n\n${MARKER}\n\n${rows}\n\n${END}\n`;
const explain = (name: string) =>
  name === "Till_TooLittle" ? { when: "there is too little.", remedy: "Use putBack or `take`." } : undefined;
const pageOf = (name: string) => (name === "putBack" ? "docs/operations/put-back.md" : undefined);
const fill = (text: string) => fillTables(PAGE, text, explain, pageOf);

let reading: Promise<Declaration[]> | undefined;

/** What the source declares; the compiler reads it once. */
function declaring(): Promise<Declaration[]> {
  reading ??= declarationsOf(new Map([[FILE, SOURCE]]), [FILE]);
  return reading;
}

describe("NatSpec", () => {
  it("is split into its tags", () => {
    expect(
      parseNatSpec("@notice Takes\n what @ is there.\n@param to Whom\n to pay.\n@dev Anyone."),
    ).to.deep.equal({
      title: "",
      notice: "Takes what @ is there.",
      dev: "Anyone.",
      params: [["to", "Whom to pay."]],
      returns: [],
    });
  });

  it("is a notice where it begins without a tag, and empty where there is none", () => {
    expect(parseNatSpec("Takes.\n@return left What stays.")).to.include({ notice: "Takes." });
    expect(parseNatSpec("")).to.include({ title: "", notice: "", dev: "" });
    expect(parseNatSpec("@title Till").title).to.equal("Till");
  });

  it("is read with kind, owner and text of each declaration, in order", async () => {
    const declarations = await declaring();
    expect(declarations.map(({ kind, owner, name }) => `${kind} ${owner}.${name}`)).to.deep.equal([
      "contract .ITill",
      "error ITill.Till_TooLittle",
      "error ITill.Till_Shut",
      "error ITill.Till_Silent",
      "function ITill.take",
      "contract .Tills",
      "function Tills.open",
    ]);
    const named = (name: string) => declarations.find((declaration) => declaration.name === name);
    expect(named("Till_TooLittle")).to.deep.include({
      source: "error Till_TooLittle(uint256 available, uint256 required);",
      natspec: {
        title: "",
        notice: "Thrown when `available` is less than `required`, or when the drawer is shut.",
        dev: "",
        params: [["available", "In base units."]],
        returns: [],
      },
    });
    expect(named("take")?.source).to.equal(
      "function take(\n    uint256 amount\n) external returns (uint256 left);",
    );
    expect(named("open")?.source).to.equal("function open() internal pure returns (bool)");
  });

  it("is refused where the source does not compile", async () => {
    const broken = await declarationsOf(new Map([[FILE, "contract {}"]]), [FILE]).catch(
      (error: Error) => error,
    );
    expect(broken).to.be.instanceOf(Error).with.property("message").that.contains(FILE);
  });

  it("of an error gives its cause, and is refused without one", async () => {
    const facts = explainContractErrors(abi, await declaring(), [
      classFor("Till_TooLittle", "Put some back."),
    ]);
    expect(facts.get("Till_TooLittle")).to.deep.equal({
      signature: "Till_TooLittle(available, required)",
      className: "TooLittleError",
      when: "`available` is less than `required`, or when the drawer is shut.",
      remedy: "Put some back.",
    });
    for (const [name, found] of [
      ["Till_Shut", 'starts with "Nobody holds the key."'],
      ["Till_Silent", "it has none"],
    ] as const) {
      const items = [{ type: "error", name }];
      const explained = declaring().then((all) =>
        explainContractErrors(items, all, [classFor(name, "Wait.")]),
      );
      const refusal = await explained.catch((error: Error) => error);
      expect(refusal).to.be.instanceOf(Error).with.property("message");
      expect(String(refusal)).to.contain(`${name} must start with "Thrown when"`).and.to.contain(found);
    }
  });
});

describe("causes and remedies", () => {
  it("are refused when a class is missing or has no remedy", async () => {
    const declarations = await declaring();
    expect(() => explainContractErrors(abi, declarations, [])).to.throw("no error class for Till_TooLittle");
    expect(() => explainContractErrors(abi, declarations, [classFor("Till_TooLittle", "")])).to.throw(
      "TooLittleError has no remedy",
    );
  });

  it("are what the errors themselves say", () => {
    for (const errorClass of contractErrorClasses) {
      const error = Reflect.construct(errorClass, [new Proxy({}, { get: () => 0n })]);
      expect(error.remedy, errorClass.name).to.equal(errorClass.remedy);
    }
  });

  it("of a class of the SDK come from its source", () => {
    const source = (comment: string, body: string) =>
      new Map([["sdk/errors/x.ts", `${comment}\nexport class XError extends BaseError {\n${body}\n}\n`]]);
    const read = (comment: string, body: string) => readSdkErrors(source(comment, body)).get("XError")?.();
    const comment = "/**\n * Thrown when it\n * rains.\n */";
    const when = "it rains.";
    expect(read(comment, 'constructor() { super("It rains.", { remedy: "Wait." }); }')).to.deep.equal({
      when,
      remedy: "Wait.",
    });
    expect(read(comment, 'constructor(remedy = "Go in.") { super("", { remedy }); }')).to.deep.equal({
      when,
      remedy: "Go in.",
    });
    expect(read(comment, "constructor({ remedy }) { super('', { remedy }); }")?.remedy).to.contain(
      "own `remedy`",
    );
    expect(() => read(comment, "")).to.throw("XError in sdk/errors/x.ts has no remedy");
    expect(() => read("/** It rains. */", 'remedy = f({ remedy: "Wait." });')).to.throw(
      'XError in sdk/errors/x.ts must start with "Thrown when"',
    );
  });

  it("are the sentence after its opening", () => {
    expect(causeIn("Thrown when it rains.", "X")).to.equal("it rains.");
    expect(() => causeIn("thrown when it rains.", "X")).to.throw("must start with");
  });
});

describe("a table of errors", () => {
  const filled = page(
    [
      "| error | thrown when | what to do |",
      "|---|---|---|",
      "| `Till_TooLittle` | there is too little. | Use [`putBack`](put-back.md) or `take`. |",
    ].join("\n"),
  );

  it("is filled from the names in its first column, and stays as it is when filled again", () => {
    expect(fill(page("| `Till_TooLittle` |"))).to.equal(filled);
    expect(fill(filled)).to.equal(filled);
    expect(errorsOn(PAGE, filled)).to.deep.equal(["Till_TooLittle"]);
  });

  it("is corrected where somebody edited the other columns", () => {
    expect(fill(filled.replace("too little.", "enough."))).to.equal(filled);
  });

  it("is refused for an error that does not exist, and for a row that names none", () => {
    expect(() => fill(page("| `Till_Gone` |"))).to.throw(
      `${PAGE} names Till_Gone, and there is no such error`,
    );
    expect(() => fill(page("| the token's own | it is paused. |"))).to.throw(
      "names no error: | the token's own",
    );
  });

  it("is refused without its marker or its end", () => {
    expect(() => fill("# Take\n\n## Errors\n")).to.throw(`${PAGE} has no table of errors`);
    expect(() => fill(page("").replace(END, ""))).to.throw(`has no "${END}"`);
  });
});

describe("the index of errors", () => {
  const ALL = "<!-- all errors of the contracts: `npm run docs:errors` writes them -->";
  const text = `# Errors\n\n${ALL}\n\n${END}\n`;
  const facts = new Map([
    [
      "Till_TooLittle",
      { signature: "Till_TooLittle(available)", className: "TooLittleError", when: "", remedy: "" },
    ],
  ]);

  it("lists each error with its class and the pages that explain it", () => {
    const pages = ["docs/operations/take.md", "docs/operations/put-back.md"];
    expect(fillIndex("docs/errors.md", text, facts, () => pages)).to.contain(
      '| <a id="error-Till_TooLittle"></a>`Till_TooLittle(available)` | `TooLittleError` | [put-back](operations/put-back.md#errors), [take](operations/take.md#errors) |\n',
    );
  });

  it("is refused when no page explains an error, and without its marker", () => {
    expect(() => fillIndex("docs/errors.md", text, facts, () => [])).to.throw("explains Till_TooLittle");
    expect(() => fillIndex("docs/errors.md", "# Errors\n", facts, () => [])).to.throw(
      "has no index of errors",
    );
  });
});
