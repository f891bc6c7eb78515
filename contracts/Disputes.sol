// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "./interfaces/IAuthority.sol";
import {AccountsCode} from "./libraries/AccountsCode.sol";
import {ACCOUNTS_BUILD, Build, DISPUTES_BUILD} from "./libraries/Build.sol";
import {Companion} from "./modules/Companion.sol";
import {Authorizations} from "./modules/Authorizations.sol";
import {Contests} from "./modules/Contests.sol";
import {DeliveredVerdicts} from "./modules/DeliveredVerdicts.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Rulings} from "./modules/Rulings.sol";
import {Commitment} from "./types/Commitment.sol";

/// @title Disputes
/// @notice The code of the paths that most deals never take: verdicts on evidence that is on-chain, settling a provisional
/// payout, contests, the second round, and rulings. Callers call the `Quittance` that was created with it. That contract
/// runs this code by delegatecall, on its own storage, money and address. At its own address this code has an empty
/// storage: it finds no deal and holds nothing.
contract Disputes is Companion, DeliveredVerdicts, Contests, Rulings {
    address private immutable ACCOUNTS;

    /// @param token USDC: the token of the money contract.
    /// @param accounts The code that reads envelopes.
    constructor(address token, address accounts) Ledger(token) Companion(DISPUTES_BUILD) {
        // Check: the accounts companion was built for this one.
        Build.requireCompanion(accounts, ACCOUNTS_BUILD, token, accounts);
        ACCOUNTS = accounts;
    }

    /// @inheritdoc Companion
    function _accountsCompanion() internal view override returns (address) {
        return ACCOUNTS;
    }

    /// @inheritdoc Companion
    function _domainSeparator() internal view override(Companion, Ledger) returns (bytes32) {
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
