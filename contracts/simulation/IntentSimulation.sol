// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Trial} from "./Trial.sol";

/// @title IntentSimulation: what many calls would do, each on its own
/// @notice It is never deployed. A relayer has a node run this creation in `eth_call`: what the creation returns in the
/// place of code is the list of outcomes, ABI-encoded as `Outcome[]`. So one question is enough for many calls, and needs
/// nothing on the chain. The calls come from an address without rights.
contract IntentSimulation {
    /// @param success Whether the call went through.
    /// @param gasUsed Gas of the call itself, without calldata and the cost of a transaction.
    /// @param reason What it reverted with, up to 512 bytes; empty when it went through.
    struct Outcome {
        bool success;
        uint256 gasUsed;
        bytes reason;
    }

    /// @param target The contract that is called.
    /// @param calls The calls. None sees what another one does.
    /// @param gasLimit Gas that each gets at most. The creation reverts when too little is left to tell what one did.
    constructor(address target, bytes[] memory calls, uint256 gasLimit) {
        Trial trial = new Trial();
        Outcome[] memory outcomes = new Outcome[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            try trial.attempt(target, calls[i], gasLimit) {} catch (bytes memory tried) {
                (outcomes[i].success, outcomes[i].gasUsed, outcomes[i].reason) = abi.decode(
                    tried,
                    (bool, uint256, bytes)
                );
            }
        }
        bytes memory answer = abi.encode(outcomes);
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}
