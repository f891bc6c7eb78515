// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IRatings} from "../../../contracts/interfaces/IRatings.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {IAgreements} from "../../../contracts/interfaces/IAgreements.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {Attempt, Done} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {Phase} from "./Model.sol";
import {RoundActions} from "./RoundActions.sol";
import {Statement, Weight} from "./Words.sol";

/// @notice Calls that must never go through: what was used before, and what was signed by another, for another purpose,
/// milestone, deal or contract. All else about them is right wherever it can be.
abstract contract HostileActions is RoundActions {
    uint256 private constant PURPOSES = 10;

    function replay(uint256 seed) external {
        Dice memory dice = Dice(seed);
        if (_past.length == 0) return;
        Done memory past = _past[dice.roll(_past.length)];
        address caller = dice.oneIn(2) ? past.caller : _stranger;
        _attempt(dice, Attempt("replay", caller, past.data, false, 4));
    }

    function forge(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found) return;
        uint256 purpose = dice.roll(PURPOSES);
        TermsFixture memory fixture = _deals[deal].fixture;
        if (purpose == 8 && fixture.arbiter == address(0)) purpose = 6;
        address rightful = fixture.buyer;
        if (purpose == 1 || purpose == 2) rightful = fixture.seller;
        if (purpose == 8) rightful = fixture.arbiter;
        bytes memory forged = _forgery(dice, deal, milestone, purpose, rightful);
        bytes memory genuine = _genuine(dice, deal, milestone, purpose);
        address caller = _relayer;
        if (dice.oneIn(2)) caller = rightful == fixture.buyer ? fixture.seller : fixture.buyer;
        if (_isOpened(caller)) caller = _stranger;
        _attempt(dice, Attempt("forge", caller, _calldata(deal, milestone, purpose, forged, genuine), false, 19));
    }

    /// @return The seller's part where both must sign.
    function _genuine(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        uint256 purpose
    ) private view returns (bytes memory) {
        address buyer = _deals[deal].fixture.buyer;
        bytes32 digest = _digest(address(quittance), _deals[deal].id, milestone, purpose);
        if (purpose == 7) {
            // The seller contests, and names the buyer as who pays.
            bytes32 id = _deals[deal].id;
            uint8 round = _nextRound(deal, milestone);
            uint16 payout = _provisional(deal, milestone);
            digest = Digests.contest(
                address(quittance),
                id,
                uint8(milestone),
                round,
                payout,
                _deals[deal].fixture.bond,
                buyer
            );
        }
        Statement memory statement = _authorizes(dice, _deals[deal].fixture.seller, digest, 0);
        if (purpose == 4 || purpose == 5) statement.weight = Weight.Settles;
        statement.caller = address(0);
        return _utter(dice, statement).signature;
    }

    /// @dev A payment authorised for a deposit does not open a deal, nor one for a deal make a deposit.
    function forgePayment(uint256 seed) external {
        Dice memory dice = Dice(seed);
        TermsFixture memory fixture = _draft(dice);
        while (_isOpened(fixture.buyer)) fixture = _draft(dice);
        fixture.destinations &= 14;
        bytes32 id = Digests.terms(address(quittance), fixture);
        bytes32 deposit = Digests.deposit(address(quittance), fixture.buyer, fixture.salt);
        uint256 total = fixture.total();
        bool asDeposit = dice.oneIn(2);
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            fixture.buyer,
            total,
            fixture.openBy,
            asDeposit ? id : deposit
        );
        Statement memory seller = _authorizes(dice, fixture.seller, id, 2);
        seller.caller = address(0);
        bytes memory payment = _sign(dice, fixture.buyer, dice.oneIn(4) ? id : digest);
        bytes memory data =
            asDeposit
                ? abi.encodeCall(
                    ILedger.depositWithAuthorization,
                    (fixture.buyer, fixture.buyer, uint96(total), fixture.openBy, fixture.salt, payment)
                )
                : abi.encodeCall(IDeals.open, (fixture.whole(), payment, _utter(dice, seller).signature));
        _attempt(dice, Attempt("forgePayment", _relayer, data, false, 19));
    }

    /// @dev 0 accept, 1 refund, 2 deliver, 3 reclaim, 4 agree, 5 cancel, 6 contest, 7 pay a bond, 8 rule, 9 rate.
    function _calldata(
        uint256 deal,
        uint256 milestone,
        uint256 purpose,
        bytes memory forged,
        bytes memory genuine
    ) private view returns (bytes memory) {
        bytes memory packed = _deals[deal].packed;
        uint8 index = uint8(milestone);
        if (purpose == 0) return abi.encodeCall(ISettlements.release, (packed, index, forged));
        if (purpose == 1) return abi.encodeCall(ISettlements.refund, (packed, index, forged));
        if (purpose == 2) return abi.encodeCall(IDeliveries.deliver, (packed, index, _work(), EVIDENCE_URI, forged));
        if (purpose == 3) {
            TermsFixture memory fixture = _deals[deal].fixture;
            return
                abi.encodeCall(ISettlements.reclaim, (fixture.schedule(), fixture.adjudicationHash(), index, forged));
        }
        if (purpose == 4) {
            return abi.encodeCall(IAgreements.agree, (packed, index, 0, type(uint40).max, forged, genuine));
        }
        if (purpose == 5) {
            uint96 left = uint96(_deals[deal].unsettled);
            return abi.encodeCall(IAgreements.cancel, (packed, left, type(uint40).max, forged, genuine));
        }
        if (purpose == 8) return abi.encodeCall(IRulings.rule, (packed, index, 0, forged));
        if (purpose == 9) {
            return abi.encodeCall(IRatings.rate, (packed, _deals[deal].fixture.buyer, 1, "why", forged));
        }
        return _objection(deal, index, purpose == 6, forged, genuine);
    }

    /// @dev The buyer's, whose signature is forged; or the seller's own, with a bond that the buyer did not authorise.
    function _objection(
        uint256 deal,
        uint8 milestone,
        bool byBuyer,
        bytes memory forged,
        bytes memory genuine
    ) private view returns (bytes memory) {
        address buyer = _deals[deal].fixture.buyer;
        address contester = byBuyer ? buyer : _deals[deal].fixture.seller;
        IContests.BondPayment memory payment = IContests.BondPayment(buyer, false, 0, byBuyer ? bytes("") : forged);
        uint16 payout = _provisional(deal, milestone);
        bytes memory signature = byBuyer ? forged : genuine;
        return
            abi.encodeCall(IContests.contest, (_deals[deal].packed, milestone, contester, payout, signature, payment));
    }

    function _nextRound(uint256 deal, uint256 milestone) private view returns (uint8) {
        return _milestones[deal][milestone].contests == 0 ? 2 : 3;
    }

    function _provisional(uint256 deal, uint256 milestone) private view returns (uint16) {
        if (_milestones[deal][milestone].phase == Phase.Delivered) return _provisionalOf(deal, milestone);
        return _milestones[deal][milestone].payout;
    }

    /// @dev Of what `purpose` asks for, at the same arguments as `_calldata`.
    function _digest(address verifier, bytes32 id, uint256 milestone, uint256 purpose) private view returns (bytes32) {
        uint8 index = uint8(milestone);
        uint256 deal = _dealOf(id);
        TermsFixture memory fixture = _deals[deal].fixture;
        if (purpose == 0) return Digests.release(verifier, id, fixture, index);
        if (purpose == 1) return Digests.refund(verifier, id, fixture, index);
        if (purpose == 2) return Digests.delivery(verifier, id, index, _work(), EVIDENCE_URI);
        if (purpose == 3) return Digests.reclaim(verifier, id, fixture, index);
        if (purpose == 4) return Digests.agreement(verifier, id, fixture, index, 0, type(uint40).max);
        if (purpose == 5) {
            return Digests.cancellation(verifier, id, fixture, uint96(_deals[deal].unsettled), type(uint40).max);
        }
        if (purpose == 8) return Digests.ruling(verifier, id, index, _milestones[deal][milestone].evidence, 0);
        if (purpose == 9) return Digests.rating(verifier, id, fixture.seller, 1, "why");
        uint8 round = _nextRound(deal, milestone);
        if (purpose == 7) return Digests.bond(verifier, fixture.buyer, id, index, round, fixture.seller, fixture.bond);
        uint16 payout = _provisional(deal, milestone);
        return Digests.contest(verifier, id, index, round, payout, fixture.bond, fixture.buyer);
    }

    function _forgery(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        uint256 purpose,
        address rightful
    ) private view returns (bytes memory) {
        uint256 lie = dice.roll(7);
        address signer = rightful;
        if (lie == 0) signer = _stranger;
        if (lie == 1) {
            TermsFixture storage fixture = _deals[deal].fixture;
            signer = rightful == fixture.buyer ? fixture.seller : fixture.buyer;
        }
        uint256 other = (purpose + 1 + dice.roll(PURPOSES - 1)) % PURPOSES;
        bytes32 digest = _falseDigest(deal, milestone, purpose, other, lie);
        if (!_isOpened(rightful))
            return _isOpened(signer) ? _sign(dice, _stranger, digest) : _sign(dice, signer, digest);
        // In an account's own envelope, whole but for the lie: named is a key that may, and another signs.
        Statement memory statement = _authorizes(dice, rightful, digest, _needed(purpose));
        statement.caller = address(0);
        if (lie < 2) (statement.key, statement.digest) = (_controllerOf(rightful), keccak256(abi.encode(digest)));
        statement.weight = Weight.Authorizes;
        if (purpose < 2 || purpose == 4 || purpose == 5) statement.weight = Weight.Settles;
        if (purpose == 7) statement.weight = Weight.Commits;
        return _utter(dice, statement).signature;
    }

    /// @return Of a key, for what `purpose` asks for.
    function _needed(uint256 purpose) private pure returns (uint256) {
        if (purpose < 2 || purpose == 4 || purpose == 5) return 4;
        if (purpose == 2) return 2;
        return purpose == 7 ? 1 : 0;
    }

    /// @dev The right one for who lies about who signs.
    function _falseDigest(
        uint256 deal,
        uint256 milestone,
        uint256 purpose,
        uint256 other,
        uint256 lie
    ) private view returns (bytes32) {
        bytes32 id = _deals[deal].id;
        if (lie < 2) return _digest(address(quittance), id, milestone, purpose);
        if (lie == 2) return _digest(address(quittance), id, milestone, other);
        if (lie == 3) return _digest(address(usdc), id, milestone, purpose);
        if (lie == 4) return _digest(address(quittance), ~id, milestone, purpose);
        // Cancellations and ratings are of the whole deal.
        if (lie == 5 && purpose != 5 && purpose != 9) return _digest(address(quittance), id, milestone ^ 1, purpose);
        return _digest(address(this), id, milestone, purpose);
    }

    /// @dev The first deal when no deal has that id.
    function _dealOf(bytes32 id) private view returns (uint256) {
        for (uint256 i = 0; i < _deals.length; ++i) if (_deals[i].id == id) return i;
        return 0;
    }

    function _work() private pure returns (bytes32) {
        return keccak256("forged work");
    }
}
