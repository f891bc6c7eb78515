// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How the bond of a second round is divided between the account that made the draw and the drawn panel.
library BondShares {
    /// @notice Returns what the account that makes the draw earns of a bond: one of 2n + 2 equal parts, where the
    /// largest panel that a pool draws has 2n + 1 jurors.
    /// @param bond USDC base units.
    /// @param jurors The size n of the panel that the terms name.
    function drawersPart(uint256 bond, uint256 jurors) internal pure returns (uint256) {
        unchecked {
            return bond / (2 * jurors + 2); // at most 15 jurors
        }
    }

    /// @notice Returns what is left of a bond for the drawn panel.
    /// @param drawn Whether a panel was drawn, and the draw was paid.
    function panelsPart(uint256 bond, uint256 jurors, bool drawn) internal pure returns (uint256) {
        unchecked {
            return drawn ? bond - drawersPart(bond, jurors) : bond;
        }
    }
}
