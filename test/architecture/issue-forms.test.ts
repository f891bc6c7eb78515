import { existsSync, readdirSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { anchors, links, readPage } from "../docs/support/markdown.ts";

const FORMS = ".github/ISSUE_TEMPLATE";

interface Form {
  readonly name?: string;
  readonly description?: string;
  readonly labels?: readonly string[];
  readonly body?: readonly Field[];
}

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes?: {
    readonly label?: string;
    readonly value?: string;
    readonly options?: readonly string[];
  };
  readonly validations?: { readonly required?: boolean };
}

const forms = () => readdirSync(FORMS).filter((file) => file !== "config.yml");
const readForm = (file: string): Form => parse(readPage(`${FORMS}/${file}`));

/** Sentences for what GitHub would refuse in an issue form. */
function faultsOf({ name, description, body = [] }: Form): string[] {
  const faults: string[] = [];
  if (!name) faults.push("no name");
  if (!description) faults.push("no description");
  const inputs = body.filter(({ type }) => type !== "markdown");
  if (inputs.length === 0) faults.push("nothing to fill in");
  const ids = inputs.map(({ id }) => id);
  if (ids.some((id) => !/^[\w-]+$/.test(id ?? ""))) faults.push("a field without an id");
  if (new Set(ids).size !== ids.length) faults.push("two fields with one id");
  for (const { type, id, attributes } of body) {
    if (!["markdown", "textarea", "input", "dropdown"].includes(type)) faults.push(`unknown type ${type}`);
    if (type === "markdown" && !attributes?.value) faults.push("an empty text");
    if (type !== "markdown" && !attributes?.label) faults.push(`${id} has no label`);
    if (type === "dropdown" && !attributes?.options?.length) faults.push(`${id} has no options`);
  }
  return faults;
}

const textsOf = ({ body = [] }: Form) => body.map(({ attributes }) => attributes?.value ?? "").join("\n");

/** True when a link from an issue form leads to a file of this repository and, if it names one, to a heading in it. */
function resolves(target: string): boolean {
  const [, path = "", anchor] = /^\.\.\/blob\/main\/([^#]+)(?:#(.+))?$/.exec(target) ?? [];
  return path !== "" && existsSync(path) && (anchor === undefined || anchors(readPage(path)).has(anchor));
}

describe("issue forms", () => {
  it("are for bugs, features and questions, and there is no blank issue", () => {
    expect(forms().sort()).to.deep.equal(["bug.yml", "feature.yml", "question.yml"]);
    expect(parse(readPage(`${FORMS}/config.yml`))).to.deep.equal({ blank_issues_enabled: false });
  });

  for (const file of forms()) {
    it(`${file} has what GitHub needs, and its links lead somewhere`, () => {
      const form = readForm(file);
      expect(faultsOf(form)).to.deep.equal([]);
      expect(links(textsOf(form)).length).to.be.greaterThan(0);
      expect(links(textsOf(form)).filter((target) => !resolves(target))).to.deep.equal([]);
    });
  }

  it("for bugs and questions point at the private way to report", () => {
    for (const file of ["bug.yml", "question.yml"]) {
      expect(links(textsOf(readForm(file)))).to.include("../blob/main/SECURITY.md#how-to-report");
    }
  });

  it("are refused when a field is wrong", () => {
    const body = [
      { type: "dropdown", id: "part", attributes: { label: "Part" } },
      { type: "slider", id: "part", attributes: { label: "Part" } },
    ];
    expect(faultsOf({ name: "Bug", body })).to.deep.equal([
      "no description",
      "two fields with one id",
      "part has no options",
      "unknown type slider",
    ]);
    expect(resolves("../blob/main/docs/nowhere.md")).to.equal(false);
    expect(resolves("../blob/main/SECURITY.md#nowhere")).to.equal(false);
  });
});

describe("the pull-request template", () => {
  it("asks what, why, what was measured, and for the gates", () => {
    const template = readPage(".github/pull_request_template.md");
    expect([...template.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).to.deep.equal([
      "What",
      "Why",
      "Measurement",
      "Gates",
    ]);
  });
});
