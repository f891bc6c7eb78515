// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICompanion} from "../interfaces/ICompanion.sol";
import {Calldata} from "../libraries/Calldata.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Code that a `Quittance` runs by delegatecall, on its storage and under its address. The `Quittance` appends the
/// domain separator to the calldata, because only its own code has that as an immutable. When another caller calls this
/// code, the storage is empty and holds nothing, so it does not matter what that caller appends.
abstract contract Companion is Ledger, ICompanion {
    address private immutable SELF = address(this);
    bytes32 private immutable BUILD;

    constructor(bytes32 build) {
        BUILD = build;
    }

    /// @inheritdoc ICompanion
    function builtFor() external view returns (bytes32 build, address token, address accounts) {
        if (address(this) == SELF) return (BUILD, _token(), _accountsCompanion());
    }

    /// @return Where this code lies.
    function _code() internal view returns (address) {
        return SELF;
    }

    /// @return The companion that reads envelopes.
    function _accountsCompanion() internal view virtual returns (address);

    /// @inheritdoc Ledger
    function _domainSeparator() internal view virtual override returns (bytes32) {
        unchecked {
            return bytes32(Calldata.wordAt(msg.data.length - 0x20));
        }
    }
}
