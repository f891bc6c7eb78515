// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../../support/Vm.sol";

/// @notice The cheatcodes about blocks.
interface BlockVm {
    function roll(uint256 number) external;
    function setBlockhash(uint256 number, bytes32 hash) external;
}

/// @notice Blocks that pass, with hashes that a test knows.
library Blocks {
    address internal constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    /// @dev As EIP-2935 gives it: the simulated chain has a contract there that only reverts as not supported.
    bytes private constant HISTORY_CODE =
        hex"3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";
    uint256 private constant REACH = 8191;
    uint256 private constant OPCODE_REACH = 256;

    function begin(uint256 number) internal {
        VM.etch(HISTORY, HISTORY_CODE);
        roll(number);
    }

    function roll(uint256 number) internal {
        BlockVm(address(VM)).roll(number);
    }

    function hashOf(uint256 number) internal pure returns (bytes32) {
        return keccak256(abi.encode("block", number));
    }

    /// @notice Writes the hash of a block where contracts find it once it is past: BLOCKHASH, and the ring of EIP-2935.
    /// @param current The block of the call, as the caller knows it.
    function write(uint256 number, uint256 current) internal {
        if (number < current && current - number <= OPCODE_REACH)
            BlockVm(address(VM)).setBlockhash(number, hashOf(number));
        VM.store(HISTORY, bytes32(number % REACH), hashOf(number));
    }
}
