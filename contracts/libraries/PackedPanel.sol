// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Bytes of one juror in a packed panel: an address.
uint256 constant JUROR_BYTES = 20;

/// @notice Reads a panel that was given in packed form: the addresses of its jurors, one after the other.
library PackedPanel {
    function size(bytes calldata panel) internal pure returns (uint256) {
        return panel.length / JUROR_BYTES;
    }

    /// @dev The caller checks that the panel has that position.
    function jurorAt(bytes calldata panel, uint256 position) internal pure returns (address) {
        return address(bytes20(panel[position * JUROR_BYTES:(position + 1) * JUROR_BYTES]));
    }
}
