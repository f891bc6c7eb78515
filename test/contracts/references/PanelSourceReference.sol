// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PackedReader} from "./PackedReader.sol";

/// @notice The reference of `PanelSource`: asks with Solidity's own call, and reads the answer byte by byte.
library PanelSourceReference {
    using PackedReader for bytes;

    uint256 private constant MOST_JURORS = 31;

    function seatFeeOf(address pool, bytes memory question) internal view returns (bool answered, uint256 seatFee) {
        (bool done, bytes memory answer) = pool.staticcall(question);
        if (!done || answer.length != 32) return (false, 0);
        seatFee = answer.numberAt(0, 32);
        answered = seatFee < 1 << 96;
    }

    function draw(address pool, bytes memory question) internal view returns (bool answered, address[] memory panel) {
        (bool done, bytes memory answer) = pool.staticcall(question);
        if (!done || answer.length < 64 || answer.length > 64 + 32 * MOST_JURORS) return (false, panel);
        uint256 count = answer.numberAt(32, 32);
        if (answer.numberAt(0, 32) != 32 || count > MOST_JURORS || answer.length != 64 + 32 * count) {
            return (false, panel);
        }
        address[] memory found = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 word = answer.numberAt(64 + 32 * i, 32);
            if (word >= 1 << 160) return (false, panel);
            found[i] = address(uint160(word));
        }
        return (true, found);
    }
}
