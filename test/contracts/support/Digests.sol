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

    /// @notice A contest whose bond comes from the payer's balance.
    function contest(
        address quittance,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        uint16 payout,
        uint96 bond_,
        address payer
    ) internal view returns (bytes32) {
        return contest(quittance, dealId, milestone, round, payout, bond_, payer, false);
    }

    function contest(
        address quittance,
        bytes32 dealId,
        uint8 milestone,
        uint8 round,
        uint16 payout,
        uint96 bond_,
        address payer,
        bool fromWallet
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Contest(bytes32 deal,uint8 milestone,uint8 round,uint16 payout,uint96 bond,address payer,bool fromWallet)"
        );
        bytes memory fields = abi.encode(typeHash, dealId, milestone, round, payout, bond_, payer, fromWallet);
        return ours(quittance, keccak256(fields));
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

    /// @notice What a juror signs for two ballots at once.
    function ballotPair(address quittance, bytes32 first, bytes32 second) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "BallotBatch(Ballot[2] ballots)Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
        );
        return ours(quittance, keccak256(abi.encode(typeHash, keccak256(abi.encodePacked(first, second)))));
    }

    /// @notice What a juror signs for four ballots at once.
    function ballotBatch(address quittance, bytes32[4] memory ballots) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "BallotBatch(Ballot[2][2] ballots)Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
        );
        bytes32 first = keccak256(abi.encodePacked(ballots[0], ballots[1]));
        bytes32 second = keccak256(abi.encodePacked(ballots[2], ballots[3]));
        return ours(quittance, keccak256(abi.encode(typeHash, keccak256(abi.encodePacked(first, second)))));
    }

    /// @notice The hashes beside the way from one of four ballots to the root.
    function siblingsOf(bytes32[4] memory ballots, uint256 index) internal pure returns (bytes32[] memory siblings) {
        siblings = new bytes32[](2);
        siblings[0] = ballots[index % 2 == 0 ? index + 1 : index - 1];
        uint256 other = index < 2 ? 2 : 0;
        siblings[1] = keccak256(abi.encodePacked(ballots[other], ballots[other + 1]));
    }

    /// @notice What a juror signs for any number of ballots at once: as many lists of two as they need, and ballots of
    /// zeros at the end.
    function ballotTree(address quittance, bytes32[] memory ballots) internal view returns (bytes32) {
        (bytes32[] memory full, bytes memory brackets) = fill(ballots);
        bytes32 typeHash = keccak256(
            bytes.concat(
                "BallotBatch(Ballot",
                brackets,
                " ballots)Ballot(bytes32 deal,uint8 milestone,uint8 round,bytes32 evidence,uint16 score,bytes32 reasons)"
            )
        );
        return ours(quittance, keccak256(abi.encode(typeHash, listHash(full, 0, full.length))));
    }

    function fill(bytes32[] memory ballots) internal pure returns (bytes32[] memory full, bytes memory brackets) {
        uint256 size = 2;
        brackets = "[2]";
        while (size < ballots.length) (size, brackets) = (size * 2, bytes.concat(brackets, "[2]"));
        full = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            full[i] = i < ballots.length ? ballots[i] : ballotStruct(0, 0, 0, 0, 0, 0);
        }
    }

    /// @notice What a buyer signs for many terms at once. `terms` are the struct hashes at all places.
    function termsTree(address quittance, bytes32[] memory terms_) internal view returns (bytes32) {
        bytes memory brackets;
        for (uint256 size = 1; size < terms_.length; size *= 2) brackets = bytes.concat(brackets, "[2]");
        bytes32 typeHash = keccak256(
            bytes.concat(
                "TermsBatch(Terms",
                brackets,
                " terms)",
                "Adjudication(address seller,address[] panel,uint16 passingScore,uint16 payoutStep,uint32 contestWindow,uint16 marketplaceFee,Conditions conditions)",
                "Amendment(bytes32 deal,uint96 remainder,uint32 delivered)",
                "Conditions(uint32 verdictWindow,uint16 silencePayout,address marketplace,address panelAccount,bytes32 pact,uint64 salt,uint40 openBy,uint32 category,bytes32 reference,DisputeRules[] disputes,Amendment[] amends)",
                "DisputeRules(uint96 bond,address pool,address arbiter,uint32 rulingWindow)",
                "Terms(address buyer,bool fundedFromLedger,bool buyerToLedger,bool sellerToLedger,uint96 verificationFee,uint96[] amounts,uint40[] deadlines,Adjudication adjudication)"
            )
        );
        return ours(quittance, keccak256(abi.encode(typeHash, listHash(terms_, 0, terms_.length))));
    }

    /// @notice The hash of a list of two lists of two, and so on.
    function listHash(bytes32[] memory entries, uint256 from, uint256 to) internal pure returns (bytes32) {
        if (to - from == 1) return entries[from];
        uint256 middle = (from + to) / 2;
        return keccak256(abi.encodePacked(listHash(entries, from, middle), listHash(entries, middle, to)));
    }

    /// @notice The hashes beside the way from a ballot to the root, in a signature as sets of ballots carry it.
    function proofIn(
        bytes32[] memory ballots,
        uint8 index,
        bytes memory signature
    ) internal pure returns (bytes memory proof) {
        (bytes32[] memory full, ) = fill(ballots);
        uint8 height;
        bytes memory siblings;
        for (uint256 size = 1; size < full.length; size *= 2) {
            uint256 beside = ((index / size) ^ 1) * size;
            siblings = bytes.concat(siblings, listHash(full, beside, beside + size));
            ++height;
        }
        return abi.encodePacked(height, index, siblings, signature);
    }

    /// @notice A signature of four ballots as sets of ballots carry it for one of them, without its length.
    function batchedSignature(
        bytes32[4] memory ballots,
        uint8 index,
        bytes memory signature
    ) internal pure returns (bytes memory) {
        bytes32[] memory siblings = siblingsOf(ballots, index);
        return abi.encodePacked(uint8(2), index, siblings[0], siblings[1], signature);
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
