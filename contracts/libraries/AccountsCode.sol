// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Commitment} from "../types/Commitment.sol";

/// @notice Asks the code of `Accounts`, which runs on the storage of the contract that asks.
library AccountsCode {
    /// @notice Asks a function of `IAuthority` about a commitment. Reverts with what that reverts with.
    /// @param accounts The code.
    /// @param separator The domain separator, which the code cannot know.
    /// @param question The function's selector.
    /// @return first The first word of the answer.
    /// @return second The second.
    function ask(
        address accounts,
        bytes32 separator,
        bytes4 question,
        Commitment memory commitment,
        bytes calldata envelope
    ) internal returns (bytes32 first, bytes32 second) {
        return ask(accounts, separator, abi.encodeWithSelector(question, commitment, envelope));
    }

    /// @param question The calldata of any function.
    function ask(
        address accounts,
        bytes32 separator,
        bytes memory question
    ) internal returns (bytes32 first, bytes32 second) {
        bool done;
        (done, first, second) = LowLevelCall.delegatecallReturn64Bytes(accounts, bytes.concat(question, separator));
        // Check: the code did not revert.
        if (!done) LowLevelCall.bubbleRevert();
    }
}
