// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "../interfaces/IAuthority.sol";
import {AccountsCode} from "../libraries/AccountsCode.sol";
import {ACCOUNTS_BUILD, Build} from "../libraries/Build.sol";
import {Commitment} from "../types/Commitment.sol";
import {Authorizations} from "./Authorizations.sol";
import {Companion} from "./Companion.sol";
import {Ledger} from "./Ledger.sol";

/// @dev A companion that reads no envelopes: it asks the code of `Accounts`, which runs on the same storage.
abstract contract Asking is Companion, Authorizations {
    address private immutable ACCOUNTS;

    /// @param accounts The code that reads envelopes.
    constructor(address accounts) {
        // Check: the accounts companion was built for this one.
        Build.requireCompanion(accounts, ACCOUNTS_BUILD, _token(), accounts);
        ACCOUNTS = accounts;
    }

    /// @inheritdoc Companion
    function _accountsCompanion() internal view override returns (address) {
        return ACCOUNTS;
    }

    /// @inheritdoc Companion
    function _domainSeparator() internal view virtual override(Companion, Ledger) returns (bytes32) {
        return Companion._domainSeparator();
    }

    /// @inheritdoc Authorizations
    function _requireAuthorizedSigner(
        address account,
        bytes32 digest,
        uint256 capability,
        bytes calldata envelope
    ) internal override {
        // Check: a key with the capability signed.
        AccountsCode.ask(
            ACCOUNTS,
            _domainSeparator(),
            abi.encodeCall(IAuthority.requireAuthorizedSigner, (account, digest, capability, envelope))
        );
    }

    /// @inheritdoc Authorizations
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal override returns (address key, uint256 periodStart) {
        // Check: a key signed, and the account's policy allows it.
        (bytes32 first, bytes32 second) = _ask(IAuthority.authorize.selector, commitment, envelope);
        return (address(uint160(uint256(first))), uint256(second));
    }

    /// @inheritdoc Authorizations
    function _treasuryOf(Commitment memory commitment, bytes calldata envelope) internal override returns (address) {
        // Check: the policy names a treasury, which is active.
        (bytes32 treasury, ) = _ask(IAuthority.treasuryOf.selector, commitment, envelope);
        return address(uint160(uint256(treasury)));
    }

    function _ask(
        bytes4 question,
        Commitment memory commitment,
        bytes calldata envelope
    ) private returns (bytes32, bytes32) {
        return AccountsCode.ask(ACCOUNTS, _domainSeparator(), question, commitment, envelope);
    }
}
