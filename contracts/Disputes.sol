// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {ACCOUNTS_BUILD, Build, DISPUTES_BUILD} from "./libraries/Build.sol";
import {Companion} from "./modules/Companion.sol";
import {Authorizations} from "./modules/Authorizations.sol";
import {Contests} from "./modules/Contests.sol";
import {DeliveredVerdicts} from "./modules/DeliveredVerdicts.sol";
import {Equivocations} from "./modules/Equivocations.sol";
import {Ledger} from "./modules/Ledger.sol";
import {Rulings} from "./modules/Rulings.sol";
import {Commitment} from "./types/Commitment.sol";

/// @title Disputes
/// @notice The code of the paths that most deals never take: verdicts on evidence that is on-chain, settling a provisional
/// payout, contests, the second round, and rulings. Callers call the `Quittance` that was created with it. That contract
/// runs this code by delegatecall, on its own storage, money and address. At its own address this code has an empty
/// storage: it finds no deal and holds nothing.
contract Disputes is Companion, DeliveredVerdicts, Contests, Rulings, Equivocations {
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
        bytes memory question = abi.encodeCall(
            IAuthority.requireAuthorizedSigner,
            (account, digest, capability, envelope)
        );
        // Check: a key with the capability signed.
        if (!LowLevelCall.delegatecallNoReturn(ACCOUNTS, bytes.concat(question, _domainSeparator()))) {
            LowLevelCall.bubbleRevert();
        }
    }

    /// @inheritdoc Authorizations
    function _authorize(
        Commitment memory commitment,
        bytes calldata envelope
    ) internal override returns (address key, uint256 periodStart) {
        bytes memory question = abi.encodeCall(IAuthority.authorize, (commitment, envelope));
        (bool done, bytes32 first, bytes32 second) = LowLevelCall.delegatecallReturn64Bytes(
            ACCOUNTS,
            bytes.concat(question, _domainSeparator())
        );
        // Check: a key signed, and the account's policy allows it.
        if (!done) LowLevelCall.bubbleRevert();
        return (address(uint160(uint256(first))), uint256(second));
    }
}
