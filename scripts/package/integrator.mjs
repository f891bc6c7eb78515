// What an integrator of the contracts does: compiles a contract of its own against the interfaces, and reads ABI, artifact,
// descriptor and deployments. Runs where @quittance/contracts and solc are installed.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bindDescriptor } from "@quittance/contracts/bind-descriptor";

const require = createRequire(import.meta.url);
const solc = require("solc");

const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;
import {IQuittance} from "@quittance/contracts/interfaces/IQuittance.sol";
contract Reader {
    function usdcOf(IQuittance quittance) external view returns (address) { return address(quittance.usdc()); }
}`;
const findImports = (path) => ({ contents: readFileSync(require.resolve(path), "utf8") });
const output = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: "Solidity",
      sources: { "Reader.sol": { content: source } },
      settings: { outputSelection: { "*": { "*": ["abi"] } } },
    }),
    { import: findImports },
  ),
);
const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));

const abi = require("@quittance/contracts/abi/Quittance.json");
if (!abi.some(({ name }) => name === "open")) throw new Error("the ABI lacks open");
const descriptor = require("@quittance/contracts/descriptors/eip712-Quittance.json");
const [address, usdc] = ["aa", "cc"].map((byte) => `0x${byte.repeat(20)}`);
const { context } = bindDescriptor(descriptor, { chainId: 8453, address, usdc });
if (context.eip712.deployments[0]?.address !== address) throw new Error("the descriptor is bound to nothing");
const artifact = require("@quittance/contracts/artifacts/JurorPool.json");
if (!/^0x[0-9a-f]{100,}$/.test(artifact.bytecode)) throw new Error("the artifact lacks bytecode");
