// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Companion: code that a `Quittance` runs on its own storage
interface ICompanion {
    /// @notice What this code was built for. A `Quittance` takes companions only that were built for it and for each other.
    /// @dev Anyone may call. All values are zero where the code runs on the storage of a `Quittance`: that one is no companion.
    /// @return build `ACCOUNTS_BUILD` or `DISPUTES_BUILD`: which companion this is, and of which build.
    /// @return token The token that it moves.
    /// @return accounts The companion that reads envelopes: this contract itself, or the one that it was created with.
    function builtFor() external view returns (bytes32 build, address token, address accounts);
}
