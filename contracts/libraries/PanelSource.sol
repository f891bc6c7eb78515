// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPanelSource} from "../interfaces/IJurorPool.sol";
import {MAX_DRAWN_JURORS} from "../types/Limits.sol";
import {Signatures} from "./Signatures.sol";

/// @notice Asks a juror pool, and checks every answer. The pool is asked by static calls, so it cannot change anything.
/// A failure of any kind counts as no answer. An answer that is too long is not copied. The reference is
/// `PanelSourceReference`.
library PanelSource {
    /// @notice Gas that a pool can use to answer `seatFee`.
    uint256 internal constant SEAT_FEE_GAS = 100_000;

    uint256 private constant MOST_BYTES = 0x40 + 32 * MAX_DRAWN_JURORS;

    /// @dev Requires the gas that the pool may use. So neither a call with too little gas, nor a pool that asks for more,
    /// changes what happens.
    /// @return answered Whether the contract answers as a pool.
    /// @return seatFee At most 96 bits.
    function seatFeeOf(address pool) internal view returns (bool answered, uint256 seatFee) {
        // Check: the pool has all the gas that it may use.
        Signatures.requireGas(SEAT_FEE_GAS);
        uint256 gasLimit = SEAT_FEE_GAS;
        bytes4 question = IPanelSource.seatFee.selector;
        // The block writes only the first word; no more than a word of the answer is copied.
        assembly ("memory-safe") {
            mstore(0x00, question)
            answered := staticcall(gasLimit, pool, 0x00, 0x04, 0x00, 0x20)
            seatFee := mload(0x00)
            answered := and(answered, and(eq(returndatasize(), 0x20), iszero(shr(96, seatFee))))
        }
    }

    /// @return answered Whether the pool answered with a list of addresses.
    /// @return panel The list of at most 31 addresses. Its order and its members are not checked.
    function draw(address pool, bytes memory question) internal view returns (bool answered, address[] memory panel) {
        bytes memory answer;
        (answered, answer) = _ask(pool, question);
        if (!answered || answer.length < 0x40 || answer.length % 32 != 0) return (false, panel);
        uint256[] memory words;
        uint256 offset;
        // An answer is two words, an offset and a length, and then the list. From its second word on, it has the form
        // of an array in memory. Touches no other memory.
        assembly ("memory-safe") {
            offset := mload(add(answer, 0x20))
            words := add(answer, 0x40)
        }
        if (offset != 0x20 || words.length != (answer.length - 0x40) / 32) return (false, panel);
        for (uint256 i; i != words.length; ++i) {
            if (words[i] > type(uint160).max) return (false, panel);
        }
        // Every word is an address, so the array can be read as one of addresses.
        assembly ("memory-safe") {
            panel := words
        }
    }

    /// @return answered Whether the call succeeded and returned no more than an answer could have.
    /// @return answer What it returned.
    function _ask(address pool, bytes memory question) private view returns (bool answered, bytes memory answer) {
        uint256 most = MOST_BYTES;
        // The block writes above the free memory pointer only, and moves it past what it wrote.
        assembly ("memory-safe") {
            answered := staticcall(gas(), pool, add(question, 0x20), mload(question), 0, 0)
            answered := and(answered, iszero(gt(returndatasize(), most)))
            answer := mload(0x40)
            mstore(answer, 0)
            if answered {
                mstore(answer, returndatasize())
                returndatacopy(add(answer, 0x20), 0, returndatasize())
            }
            mstore(0x40, and(add(add(answer, mload(answer)), 0x3f), not(0x1f)))
        }
    }
}
