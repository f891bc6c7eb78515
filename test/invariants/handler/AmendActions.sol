// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAmendments} from "../../../contracts/interfaces/IAmendments.sol";
import {Approvals} from "../../contracts/support/Approval.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {Amendment, Milestone, TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Keeping} from "../Keeping.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {EndingActions} from "./EndingActions.sol";
import {GhostDeal, GhostMilestone, Phase} from "./Model.sol";
import {Statement, Weight, Word} from "./Words.sol";

/// @notice Deals that others replace, between wallets and accounts of principals.
abstract contract AmendActions is EndingActions {
    function amend(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, ) = _pick(dice);
        if (!found) return;
        TermsFixture storage fixture = _deals[deal].fixture;
        TermsFixture memory next = _next(dice, deal);
        Attempt memory attempt;
        attempt.action = "amend";
        attempt.promised = 27;
        attempt.expected = _canAmend(deal, next);
        bytes32 id = Digests.terms(address(quittance), next);
        address key = _agreeToAmend(dice, deal, next, id, attempt);
        uint256 worth = _worthOf(fixture.buyer);
        if (!_attemptOnce(dice, attempt)) return;
        if (_isOpened(fixture.buyer)) {
            uint256 due = _less(next.total(), _deals[deal].unsettled);
            _checkCommitmentEvent(VM.getRecordedLogs(), fixture.buyer, id, key, due);
        }
        uint256 moved = _deals[deal].unsettled;
        uint256 total = next.total();
        _moveOver(deal, next, id);
        uint256 after_ = _auditPayer(fixture.buyer);
        _hold(
            after_ + total == worth + moved,
            27,
            "an amendment moved more or less than the remainder and the difference"
        );
        _auditState(deal);
        _auditState(_deals.length - 1);
        for (uint256 i = 0; i < fixture.milestones.length; ++i) _auditRecord(deal, i);
        _hold(quittance.isAmended(_deals[deal].id) && !quittance.isAmended(id), 27, "the wrong deal is amended");
        _auditHeld();
    }

    /// @dev What is left, with other deadlines and amounts, mostly named as it is.
    function _next(Dice memory dice, uint256 deal) internal returns (TermsFixture memory next) {
        next = _deals[deal].fixture;
        next.milestones = _left(dice, deal);
        next.amends = Amendment(_deals[deal].id, uint96(_deals[deal].unsettled), uint32(_delivered(deal)));
        next.salt = ++_salts;
        next.openBy = uint40(block.timestamp + dice.roll(1 days));
        if (dice.oneIn(_isOpened(next.buyer) ? 12 : 4)) next.destinations ^= uint8(1 << dice.roll(3));
        if (dice.oneIn(4)) next.category = _categoryFor(dice, next.buyer);
        if (dice.oneIn(5)) next.passingScore = uint16(dice.between(1, 10_000));
        if (dice.oneIn(12)) ++next.amends.remainder;
        if (dice.oneIn(12)) next.amends.delivered ^= uint32(1 << dice.roll(next.milestones.length));
        if (dice.oneIn(20)) next.seller = _stranger;
    }

    function _left(Dice memory dice, uint256 deal) private view returns (Milestone[] memory milestones) {
        TermsFixture storage fixture = _deals[deal].fixture;
        uint256 fee = fixture.verificationFee;
        milestones = new Milestone[](fixture.milestones.length);
        uint256 count;
        for (uint256 i = 0; i < milestones.length; ++i) {
            if (_milestones[deal][i].phase == Phase.Settled) continue;
            uint256 amount = fixture.milestones[i].amount;
            if (dice.oneIn(2)) amount = dice.between(1, 2 * amount);
            if (amount < fee) amount = fee;
            uint256 deadline = block.timestamp + dice.between(1, 20 days);
            milestones[count++] = Milestone(uint96(amount), uint40(deadline));
        }
        // Of a deal of which nothing is left, one milestone that is nobody's.
        if (count == 0) milestones[count++] = Milestone(uint96(fee + 1), uint40(block.timestamp + 1 days));
        assembly ("memory-safe") {
            mstore(milestones, count)
        }
    }

    /// @return bits Of the milestones that have not ended and were delivered.
    function _delivered(uint256 deal) private view returns (uint256 bits) {
        for (uint256 i = 0; i < _deals[deal].fixture.milestones.length; ++i) {
            GhostMilestone storage ghost = _milestones[deal][i];
            bool recorded = ghost.deliveredAt != 0 || ghost.provisionalSince != 0;
            if (ghost.phase != Phase.Settled && recorded) bits |= 1 << i;
        }
    }

    /// @dev Nothing of the deal is judged or being judged, and everything is as it was named.
    function _canAmend(uint256 deal, TermsFixture memory next) private view returns (bool) {
        GhostDeal storage ghost = _deals[deal];
        if (ghost.unsettled == 0 || next.amends.remainder != ghost.unsettled) return false;
        if (next.amends.delivered != _delivered(deal) || next.seller != ghost.fixture.seller) return false;
        if (block.timestamp >= next.openBy) return false;
        for (uint256 i = 0; i < ghost.fixture.milestones.length; ++i) {
            GhostMilestone storage milestone = _milestones[deal][i];
            if (milestone.phase == Phase.Settled || milestone.phase == Phase.Pending) continue;
            if (milestone.phase != Phase.Delivered) return false;
            if (block.timestamp >= uint256(milestone.deliveredAt) + ghost.fixture.verdictWindow) return false;
        }
        uint256 due = _less(next.total(), ghost.unsettled);
        if (!_routedTo(next, due)) return false;
        if (next.destinations & 1 != 0) return due <= _fundsOf(next.buyer);
        return due == 0 || _canPay(next.buyer, due);
    }

    /// @dev An account pays from its balance and is paid to it; what is frozen takes on no work.
    function _routedTo(TermsFixture memory next, uint256 due) private view returns (bool) {
        if (_isOpened(next.buyer) && (next.destinations & 2 == 0 || (due != 0 && next.destinations & 1 == 0))) {
            return false;
        }
        return !_isOpened(next.seller) || (next.destinations & 4 != 0 && !_isFrozen(next.seller));
    }

    function _agreeToAmend(
        Dice memory dice,
        uint256 deal,
        TermsFixture memory next,
        bytes32 id,
        Attempt memory attempt
    ) private view returns (address key) {
        (Statement memory buyers, Statement memory sellers) = _statements(dice, deal, next, id);
        key = buyers.key;
        attempt.caller = dice.oneIn(2) ? buyers.caller : sellers.caller;
        (buyers.caller, sellers.caller) = (attempt.caller, attempt.caller);
        Word memory bySeller = _utter(dice, sellers);
        _subject(attempt, bySeller);
        uint256 due = _less(next.total(), next.amends.remainder);
        Word memory byBuyer;
        if (next.destinations & 1 == 0 && due != 0 && !_isOpened(next.buyer)) {
            address[2] memory between = [address(usdc), address(quittance)];
            bytes32 digest = Digests.receiveAuthorization(between[0], between[1], next.buyer, due, next.openBy, id);
            byBuyer = Word(_sign(dice, next.buyer, digest), true, 0);
        } else {
            byBuyer = _utter(dice, buyers);
            _subject(attempt, byBuyer);
        }
        attempt.data = abi.encodeCall(
            IAmendments.amend,
            (_deals[deal].packed, next.whole(), byBuyer.signature, bySeller.signature)
        );
    }

    /// @dev Either gives up what is in the deal, and takes on what the new terms say.
    function _statements(
        Dice memory dice,
        uint256 deal,
        TermsFixture memory next,
        bytes32 id
    ) private view returns (Statement memory buyers, Statement memory sellers) {
        uint256 moved = _deals[deal].unsettled;
        uint256 total = next.total();
        uint256 larger = moved > total ? moved : total;
        buyers = _commits(dice, next.buyer, id, 1 | 4, larger);
        buyers.uncounted = larger - _less(total, moved);
        (buyers.category, buyers.payees) = (next.category, _paid(next));
        buyers.approval = Approvals.amendDeal(next, moved);
        sellers = _authorizes(dice, next.seller, id, 2 | 4);
        (sellers.weight, sellers.amount) = (Weight.Settles, larger);
        sellers.approval = Approvals.single("amend a deal", next.buyer, moved);
        sellers.approval.total = larger;
    }

    /// @dev The old deal ends in the model too, and the new one begins.
    function _moveOver(uint256 deal, TermsFixture memory next, bytes32 id) private {
        GhostDeal storage old = _deals[deal];
        uint256 moved = old.unsettled;
        uint256 total = next.total();
        uint256 back = _less(moved, total);
        for (uint256 i = 0; i < old.fixture.milestones.length; ++i) {
            GhostMilestone storage milestone = _milestones[deal][i];
            if (milestone.phase == Phase.Settled) continue;
            (milestone.phase, milestone.moved) = (Phase.Settled, true);
        }
        _release(deal, moved);
        old.paidOut += back;
        old.movedOn = moved - back;
        uint256 due = _less(total, moved);
        if (_isOpened(next.buyer)) {
            _addAmendment(next.buyer, old.id, id, due);
            ++done[due != 0 ? "amendByAccountTopUp" : "amendByAccount"];
        }
        if (_isOpened(next.seller)) ++done["amendForAccount"];
        _payOut(next.buyer, back, old.fixture.destinations & 2 != 0);
        _restore(next.buyer, old.id, back);
        if (next.destinations & 1 != 0) _spend(next.buyer, due);
        else _walletOf[next.buyer] -= due;
        _locked += total;
        GhostDeal storage ghost = _deals.push();
        ghost.id = id;
        Keeping.keep(ghost.fixture, next);
        ghost.packed = next.whole();
        ghost.corrupt = _deals[deal].corrupt;
        ghost.openedAt = _deals[deal].openedAt;
        ghost.funded = total;
        ghost.unsettled = total;
        ++done[
            due != 0
                ? "amendTopUp"
                : back != 0
                    ? "amendChange"
                    : "amendEven"
        ];
    }
}
