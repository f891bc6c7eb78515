import { expect } from "chai";
import { declarationsOf } from "../../scripts/docs/natspec.ts";
import { type Reference, solidityReference } from "../../scripts/docs/solidity-reference.ts";

const HEAD = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.34;\n\n";
const FILES: Readonly<Record<string, string>> = {
  "contracts/interfaces/ITill.sol": `${HEAD}import {Coin} from "../types/Coin.sol";

interface IDrawer {}

/// @title Till: a drawer with money
/// @notice Holds \`Coin\`, while a < b.
///
/// | bits | what |
/// |------|------|
/// | 0-7  | size |
///
/// - one item
///   of two lines;
/// - another.
///
/// Packed:
///   size 1 · face 2
interface ITill is IDrawer {
    /// @notice Thrown when the till is shut.
    error Till_Shut();

    /// @notice Takes a coin. Gives it to \`to\`.
    /// @param to Who gets it | or not.
    /// @return left What stays.
    function take(address to) external returns (uint256 left);
}
`,
  "contracts/types/Coin.sol": `${HEAD}/// @notice A coin. It is round.
struct Coin {
    uint8 size; // in millimetres
}

library Coins {
    uint256 private constant HIDDEN = 1;

    /// @notice Whether it is small.
    function isSmall(Coin memory coin) internal pure returns (bool) {
        return coin.size < 10;
    }
}
`,
};

describe("the reference of the contracts", () => {
  /** Sources as the compiler's reader gives them: a character for each byte. */
  const sources = new Map(
    Object.entries(FILES).map(([file, text]) => [file, Buffer.from(text).toString("latin1")]),
  );
  let reference: Reference;

  before(async () => {
    reference = solidityReference(await declarationsOf(sources, Object.keys(FILES)));
  });

  const pageOf = (name: string) => reference.pages.get(`reference/contracts/${name}.md`) ?? "";

  it("has a page for each file, grouped by folder, and an index with a sentence on each", () => {
    const { groups, pages } = reference;
    expect(groups).to.deep.equal([
      { text: "Interfaces", entries: [{ text: "ITill", page: "reference/contracts/ITill.md" }] },
      { text: "Types", entries: [{ text: "Coin", page: "reference/contracts/Coin.md" }] },
    ]);
    expect(pages.size).to.equal(3);
    expect(pageOf("index"))
      .to.contain("| [ITill](ITill.md) | a drawer with money |")
      .and.to.contain("| [Coin](Coin.md) | A coin. |");
  });

  it("knows where errors and events are explained, for pages that mention them", () => {
    expect([...reference.names]).to.deep.equal([["Till_Shut", "reference/contracts/ITill.md#till_shut"]]);
  });

  it("shows each declaration with what is said of it, and no private one", () => {
    const till = pageOf("ITill");
    expect(till).to.contain("```solidity\ninterface ITill is IDrawer\n```");
    expect(till).to.contain(
      "#### take\n\n```solidity\nfunction take(address to) external returns (uint256 left);\n```",
    );
    expect(till).to.contain("| `to` | Who gets it \\| or not. |").and.to.contain("| `left` | What stays. |");
    expect(till).to.contain("### Errors\n\n#### Till_Shut");
    const coin = pageOf("Coin");
    expect(coin).to.contain(
      "```solidity\nstruct Coin {\n    uint8 size; // in millimetres\n}\n```\n\nA coin. It is round.",
    );
    expect(coin).to.contain("function isSmall(Coin memory coin) internal pure returns (bool)\n```");
    expect(coin).to.not.contain("HIDDEN");
  });

  it("links names that have a page, and keeps tables, lists and packed forms as they stand", () => {
    expect(pageOf("ITill")).to.contain(
      [
        "Holds [`Coin`](Coin.md), while a &lt; b.",
        "",
        "| bits | what |",
        "|------|------|",
        "| 0-7  | size |",
        "",
        "- one item of two lines;",
        "- another.",
        "",
        "Packed:",
        "",
        "```text",
        "size 1 · face 2",
        "```",
      ].join("\n"),
    );
  });
});
