// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @title Companion: code that a `Quittance` runs on its own storage
interface ICompanion {
    /// @notice Returns what this code was built for. A `Quittance` takes only companions that were built for it and for
    /// each other.
    /// @dev Anyone may call. All values are zero when the code runs on the storage of a `Quittance`, which is itself no
    /// companion.
    /// @return build `ACCOUNTS_BUILD`, `AGREEMENTS_BUILD`, `BATCHES_BUILD`, `DISPUTES_BUILD` or `PANELS_BUILD`: which companion this
    /// is, and of which build.
    /// @return token The token that it moves.
    /// @return accounts The companion that reads envelopes: this contract itself, or the one that it was created with.
    function builtFor() external view returns (bytes32 build, address token, address accounts);
}
