import { expect } from "chai";
import fc from "fast-check";
import {
  canonicalJson,
  hashPact,
  InvalidFieldError,
  parseBallot,
  parseJson,
  parseOffer,
  parseTerms,
  toJson,
} from "../../../sdk/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

/** A text with arrays inside one another. */
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("JSON that is read to be hashed", () => {
  it("is what JSON.parse makes of it, where every reader agrees", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.nat(3), (value, space) => {
        const text = JSON.stringify(
          value,
          (_, part: unknown) => (Number.isInteger(part) && !Number.isSafeInteger(part) ? String(part) : part),
          space,
        );
        expect(parseJson(text)).to.deep.equal(JSON.parse(text));
      }),
    );
    for (const text of [
      "0",
      "-0",
      "1e3",
      "0.1",
      "9007199254740991",
      "1.7976931348623157e-300",
      '""',
      "null",
      " [1 , 2]\n",
    ]) {
      expect(parseJson(text)).to.deep.equal(JSON.parse(text));
    }
  });

  it("has no number that others read as another one, named by its path", async () => {
    const reward = (digits: string) => `{"task":"a","parts":[{"reward":${digits}}]}`;
    const wrong = [
      "9007199254740992",
      "9007199254740993",
      "-9007199254740993",
      "1e21",
      "1e400",
      "-1e400",
      "1e-400",
    ];
    for (const digits of [
      ...wrong,
      "0.10000000000000000055",
      "9007199254740993.0",
      "123456789012345678901234567890",
    ]) {
      const refused = await refusalOf(InvalidFieldError, () => parseJson(reward(digits)));
      expect(refused.field, digits).to.equal("json.parts[0].reward");
      expect(refused.remedy).to.include("as text");
    }
    const [one, other] = ["9007199254740992", "9007199254740993"].map((digits) =>
      parseJson(reward(`"${digits}"`)),
    );
    expect(hashPact(one)).to.not.equal(hashPact(other));
    await expectRefusedField("value.reward", "9007199254740992", () =>
      hashPact(JSON.parse('{"reward":9007199254740993}')),
    );
  });

  it("has no name twice in one object, however it is written", async () => {
    for (const [text, field] of [
      ['{"a":1,"a":1}', "json.a"],
      ['{"a":1,"b":2,"\\u0061":3}', "json.a"],
      ['[{"b":{"":1,"":2}}]', "json[0].b."],
      ['{"x":[0,{"y":{"k":[]}, "y" :\n null}]}', "json.x[1].y"],
      ['{"__proto__":1,"__proto__":2}', "json.__proto__"],
      ['{"a":"{\\"a\\":1,","a":2}', "json.a"],
    ] as const) {
      const refused = await refusalOf(InvalidFieldError, () => parseJson(text));
      expect(refused.field).to.equal(field);
      expect(refused.message).to.include("stands there twice");
    }
    const fine = '{"a":{"a":[{"a":"a"},{"a":"\\"a\\":"}]},"b":"a","A":1,"__proto__":1}';
    expect(canonicalJson(parseJson(fine))).to.include('"A":1');
  });

  it("is no deeper than what can be hashed", async () => {
    expect(canonicalJson(parseJson(nested(100)))).to.equal(nested(100));
    for (const depth of [101, 20_000, 100_000]) {
      await expectRefusedField("json", "an array of 1", () => parseJson(nested(depth)));
      await expectRefusedField("json", "an object", () => parseJson(`{"a":${nested(depth)}}`));
    }
    const circular: { self?: unknown } = {};
    circular.self = circular;
    for (const value of [JSON.parse(nested(20_000)), circular]) {
      await expectRefusedField("value", /^an /, () => toJson(value));
    }
    expect(toJson(JSON.parse(nested(100)))).to.equal(nested(100));
  });

  it("is text", async () => {
    await expectRefusedField("json", '"{"', () => parseJson("{"));
    for (const value of [undefined, null, {}, 7, ["{}"]]) {
      await expectRefusedField("json", /./, () => parseJson(value as never));
    }
  });
});

describe("a message that came as JSON", () => {
  it("says nothing twice, no number that is another one, and nothing too deep", async () => {
    for (const [read, subject] of [
      [parseTerms, "terms"],
      [parseOffer, "offer"],
      [parseBallot, "ballot"],
    ] as const) {
      await expectRefusedField(`${subject}.salt`, "(not shown)", () => read('{"salt":"1","salt":"2"}'));
      await expectRefusedField(`${subject}.score`, /./, () => read('{"score":9007199254740993}'));
      await expectRefusedField(subject, /./, () => read(nested(20_000)));
      await expectRefusedField(subject, /./, () => read(`{"terms":${nested(20_000)}}`));
    }
  });
});
