// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {TermsFixture} from "./TermsFixture.sol";

/// @notice EIP-712 digests of everything anybody signs, written from the specification. `quittance` is the contract the
/// signature is for; the chain is the live one.
library Digests {
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    function domainSeparator(
        string memory name,
        string memory version,
        address verifier
    ) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256(bytes(version)), block.chainid, verifier)
            );
    }

    function typed(bytes32 separator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function ours(address quittance, bytes32 structHash) internal view returns (bytes32) {
        return typed(domainSeparator("Quittance", "1", quittance), structHash);
    }

    /// @notice The deal id.
    function terms(address quittance, TermsFixture memory fixture) internal view returns (bytes32) {
        return ours(quittance, fixture.structHash());
    }

    function ballot(
        address quittance,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        bytes32 evidence,
        uint16 score,
        bytes32 reasons
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
        );
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, milestone, round, evidence, score, reasons)));
    }

    function delivery(
        address quittance,
        bytes32 dealId,
        uint8 milestone,
        bytes32 evidence,
        string memory evidenceUri
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Delivery(bytes32 deal,uint8 milestone,bytes32 evidence,string evidenceUri)");
        return
            ours(
                quittance,
                keccak256(abi.encode(typeHash, dealId, milestone, evidence, keccak256(bytes(evidenceUri))))
            );
    }

    // What follows from the terms is read from them, also where the id is another deal's.

    function release(address quittance, TermsFixture memory fixture, uint8 milestone) internal view returns (bytes32) {
        return release(quittance, terms(quittance, fixture), fixture, milestone);
    }

    function release(
        address quittance,
        bytes32 dealId,
        TermsFixture memory fixture,
        uint8 milestone
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Release(bytes32 deal,uint8 milestone,address seller,uint96 amount)");
        uint96 amount = _amountOf(fixture, milestone);
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, milestone, fixture.seller, amount)));
    }

    function refund(address quittance, TermsFixture memory fixture, uint8 milestone) internal view returns (bytes32) {
        return refund(quittance, terms(quittance, fixture), fixture, milestone);
    }

    function refund(
        address quittance,
        bytes32 dealId,
        TermsFixture memory fixture,
        uint8 milestone
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Refund(bytes32 deal,uint8 milestone,address buyer,uint96 amount)");
        uint96 amount = _amountOf(fixture, milestone);
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, milestone, fixture.buyer, amount)));
    }

    function reclaim(address quittance, TermsFixture memory fixture, uint8 milestone) internal view returns (bytes32) {
        return reclaim(quittance, terms(quittance, fixture), fixture, milestone);
    }

    function reclaim(
        address quittance,
        bytes32 dealId,
        TermsFixture memory fixture,
        uint8 milestone
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Reclaim(bytes32 deal,uint8 milestone,address buyer,uint96 amount)");
        uint96 amount = _amountOf(fixture, milestone);
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, milestone, fixture.buyer, amount)));
    }

    /// @return Zero for a milestone that the terms do not have.
    function _amountOf(TermsFixture memory fixture, uint8 milestone) private pure returns (uint96) {
        return milestone < fixture.milestones.length ? fixture.milestones[milestone].amount : 0;
    }

    function agreement(
        address quittance,
        TermsFixture memory fixture,
        uint8 milestone,
        uint96 toSeller,
        uint40 validUntil
    ) internal view returns (bytes32) {
        return agreement(quittance, terms(quittance, fixture), fixture, milestone, toSeller, validUntil);
    }

    /// @notice What both parties sign that split a milestone; a part larger than the amount leaves nothing.
    function agreement(
        address quittance,
        bytes32 dealId,
        TermsFixture memory fixture,
        uint8 milestone,
        uint96 toSeller,
        uint40 validUntil
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Agreement(bytes32 deal,uint8 milestone,address seller,uint96 toSeller,address buyer,uint96 toBuyer,uint40 validUntil)"
        );
        uint96 amount = _amountOf(fixture, milestone);
        uint96 toBuyer = toSeller > amount ? 0 : amount - toSeller;
        bytes memory named = abi.encode(typeHash, dealId, milestone, fixture.seller, toSeller);
        return ours(quittance, keccak256(bytes.concat(named, abi.encode(fixture.buyer, toBuyer, validUntil))));
    }

    function cancellation(
        address quittance,
        TermsFixture memory fixture,
        uint96 remainder,
        uint40 validUntil
    ) internal view returns (bytes32) {
        return cancellation(quittance, terms(quittance, fixture), fixture, remainder, validUntil);
    }

    function cancellation(
        address quittance,
        bytes32 dealId,
        TermsFixture memory fixture,
        uint96 remainder,
        uint40 validUntil
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Cancellation(bytes32 deal,address buyer,uint96 remainder,uint40 validUntil)");
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, fixture.buyer, remainder, validUntil)));
    }

    function contest(
        address quittance,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        uint16 payout,
        uint96 bond_,
        address payer
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Contest(bytes32 deal,uint8 milestone,uint8 round,uint16 payout,uint96 bond,address payer)"
        );
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, milestone, round, payout, bond_, payer)));
    }

    /// @notice The id of a bond: the payer's authorisation, and the nonce of its authorisation when the wallet pays.
    function bond(
        address quittance,
        address payer,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        address contester,
        uint96 amount
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Bond(address payer,bytes32 deal,uint8 milestone,uint8 round,address contester,uint96 amount)"
        );
        return ours(quittance, keccak256(abi.encode(typeHash, payer, dealId, milestone, round, contester, amount)));
    }

    function ruling(
        address quittance,
        bytes32 dealId,
        uint8 milestone,
        bytes32 evidence,
        uint16 payout
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Ruling(bytes32 deal,uint8 milestone,bytes32 evidence,uint16 payout)");
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, milestone, evidence, payout)));
    }

    function rating(
        address quittance,
        bytes32 dealId,
        address rated,
        uint8 score,
        bytes32 reasons
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("Rating(bytes32 deal,address rated,uint8 score,bytes32 reasons)");
        return ours(quittance, keccak256(abi.encode(typeHash, dealId, rated, score, reasons)));
    }

    /// @notice The EIP-712 struct hash of one ballot, as batches hash it.
    function ballotStruct(
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        bytes32 evidence,
        uint16 score,
        bytes32 reasons
    ) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
        );
        return keccak256(abi.encode(typeHash, dealId, milestone, round, evidence, score, reasons));
    }

    /// @notice What a juror signs for many ballots at once.
    function ballotBatch(address quittance, bytes32[] memory ballots) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "BallotBatch(Ballot[] ballots)Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
        );
        return ours(quittance, keccak256(abi.encode(typeHash, keccak256(abi.encodePacked(ballots)))));
    }

    /// @notice The nonce of a deposit's authorisation.
    function deposit(address quittance, address account, uint64 salt) internal view returns (bytes32) {
        return ours(quittance, keccak256(abi.encode(keccak256("Deposit(address account,uint64 salt)"), account, salt)));
    }

    /// @notice The token's `ReceiveWithAuthorization` to `quittance`, valid from 0.
    function receiveAuthorization(
        address token,
        address quittance,
        address from,
        uint256 value,
        uint256 validBefore,
        bytes32 nonce
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        return
            typed(
                domainSeparator("USD Coin", "2", token),
                keccak256(abi.encode(typeHash, from, quittance, value, uint256(0), validBefore, nonce))
            );
    }

    /// @notice The token's `CancelAuthorization`.
    function cancelAuthorization(address token, address authorizer, bytes32 nonce) internal view returns (bytes32) {
        bytes32 typeHash = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        return typed(domainSeparator("USD Coin", "2", token), keccak256(abi.encode(typeHash, authorizer, nonce)));
    }
}
