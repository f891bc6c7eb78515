// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IAgreements} from "../../../contracts/interfaces/IAgreements.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {Approvals} from "../../contracts/support/Approval.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {GroupActions} from "./GroupActions.sol";
import {GhostMilestone, Phase} from "./Model.sol";
import {Statement, Word} from "./Words.sol";

/// @notice Every way a milestone ends without a jury in the same call.
abstract contract EndingActions is GroupActions {
    function settle(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Delivered, Phase.Provisional);
        if (found && dice.oneIn(3)) (found, deal, milestone) = _seek(dice, Phase.Round2, Phase.Ruling);
        if (found) _settle(dice, deal, milestone, dice.oneIn(2) ? _relayer : _stranger);
    }

    function release(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found || dice.oneIn(2)) return;
        address buyer = _deals[deal].fixture.buyer;
        bytes32 digest = Digests.release(address(quittance), _deals[deal].fixture, uint8(milestone));
        Statement memory statement = _yields(dice, buyer, digest, _amount(deal, milestone));
        statement.approval = Approvals.release("release a milestone", _deals[deal].fixture, _amount(deal, milestone));
        Word memory word = _utter(dice, statement);
        bytes memory data = abi.encodeCall(
            ISettlements.release,
            (_partysTerms(dice, deal), uint8(milestone), word.signature)
        );
        Attempt memory attempt = _any("release", statement.caller, data, deal, milestone);
        _subject(attempt, word);
        _finish(dice, deal, milestone, attempt, _amount(deal, milestone));
    }

    function refund(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found || dice.oneIn(2)) return;
        address seller = _deals[deal].fixture.seller;
        bytes32 digest = Digests.refund(address(quittance), _deals[deal].fixture, uint8(milestone));
        Statement memory statement = _yields(dice, seller, digest, _amount(deal, milestone));
        statement.approval = Approvals.single(
            "refund a milestone",
            _deals[deal].fixture.buyer,
            _amount(deal, milestone)
        );
        Word memory word = _utter(dice, statement);
        bytes memory data = abi.encodeCall(
            ISettlements.refund,
            (_partysTerms(dice, deal), uint8(milestone), word.signature)
        );
        Attempt memory attempt = _any("refund", statement.caller, data, deal, milestone);
        _subject(attempt, word);
        _finish(dice, deal, milestone, attempt, 0);
    }

    function agree(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found || dice.oneIn(2)) return;
        uint256 amount = _amount(deal, milestone);
        uint96 toSeller = uint96(dice.oneIn(6) ? amount + dice.roll(2) : dice.roll(amount + 1));
        uint40 validUntil = uint40(block.timestamp + (dice.oneIn(6) ? 0 : dice.roll(1 days)));
        Attempt memory attempt = _any("agree", _relayer, "", deal, milestone);
        if (toSeller > amount) attempt.promised = 5;
        attempt.expected = attempt.expected && toSeller <= amount && block.timestamp < validUntil;
        _agreement(dice, deal, milestone, toSeller, validUntil, attempt);
        uint256 settledAt = _deals[deal].settledAt;
        bool joint = _finish(dice, deal, milestone, attempt, toSeller) && toSeller == 0;
        // A joint cancel in all but name: it can be rated no more than before.
        if (joint) _deals[deal].settledAt = settledAt;
    }

    function _agreement(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        uint96 toSeller,
        uint40 validUntil,
        Attempt memory attempt
    ) private {
        bytes32 digest = Digests.agreement(
            address(quittance),
            _deals[deal].fixture,
            uint8(milestone),
            toSeller,
            validUntil
        );
        uint256 left = _less(_amount(deal, milestone), toSeller);
        (bytes memory byBuyer, bytes memory bySeller) = _both(dice, deal, digest, [uint256(toSeller), left], attempt);
        bytes memory terms = _partysTerms(dice, deal);
        attempt.data = abi.encodeCall(
            IAgreements.agree,
            (terms, uint8(milestone), toSeller, validUntil, byBuyer, bySeller)
        );
    }

    function _same(string memory one, string memory other) private pure returns (bool) {
        return keccak256(bytes(one)) == keccak256(bytes(other));
    }

    /// @dev Both parties' words for the same, in which each gives up its part of it.
    function _both(
        Dice memory dice,
        uint256 deal,
        bytes32 digest,
        uint256[2] memory given,
        Attempt memory attempt
    ) private view returns (bytes memory byBuyer, bytes memory bySeller) {
        Statement memory buyers = _yields(dice, _deals[deal].fixture.buyer, digest, given[0]);
        Statement memory sellers = _yields(dice, _deals[deal].fixture.seller, digest, given[1]);
        string memory purpose = _same(attempt.action, "agree") ? "agree on a split" : "cancel a deal";
        buyers.approval = Approvals.release(purpose, _deals[deal].fixture, given[0]);
        sellers.approval = Approvals.single(purpose, _deals[deal].fixture.buyer, given[1]);
        attempt.caller = dice.oneIn(2) ? buyers.caller : sellers.caller;
        (buyers.caller, sellers.caller) = (attempt.caller, attempt.caller);
        Word memory word = _utter(dice, buyers);
        _subject(attempt, word);
        byBuyer = word.signature;
        word = _utter(dice, sellers);
        _subject(attempt, word);
        bySeller = word.signature;
    }

    function cancel(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, ) = _pick(dice);
        if (!found || !dice.oneIn(3)) return;
        address[] memory payees = _payees(deal, 0);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, _cancellation(dice, deal))) return;
        _endAll(deal);
        for (uint256 i = 1; i < _deals[deal].fixture.milestones.length; ++i) _auditRecord(deal, i);
        _auditDeal(deal, 0, payees, worthBefore);
    }

    function _cancellation(Dice memory dice, uint256 deal) private returns (Attempt memory attempt) {
        uint256 held = _deals[deal].unsettled;
        uint96 remainder = uint96(dice.oneIn(5) ? held + 1 : held);
        uint40 validUntil = uint40(block.timestamp + (dice.oneIn(6) ? 0 : dice.roll(1 days)));
        attempt.action = "cancel";
        attempt.expected = held != 0 && remainder == held && block.timestamp < validUntil;
        attempt.promised = 4;
        bytes32 digest = Digests.cancellation(address(quittance), _deals[deal].fixture, remainder, validUntil);
        (bytes memory byBuyer, bytes memory bySeller) = _both(dice, deal, digest, [uint256(0), remainder], attempt);
        bytes memory terms = _partysTerms(dice, deal);
        attempt.data = abi.encodeCall(IAgreements.cancel, (terms, remainder, validUntil, byBuyer, bySeller));
    }

    function reclaim(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Pending, Phase.Pending);
        if (found) _reclaim(dice, deal, milestone);
    }

    /// @dev Silence of whichever round leaves what stood before it.
    function _settle(Dice memory dice, uint256 deal, uint256 milestone, address caller) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        Attempt memory attempt = Attempt({
            action: _settling(ghost),
            caller: caller,
            data: abi.encodeCall(IProvisionalPayouts.settle, (_deals[deal].packed, uint8(milestone))),
            expected: _canSettle(deal, milestone),
            promised: ghost.phase == Phase.Settled ? 4 : 12
        });
        uint256 payout = _provisionalOf(deal, milestone);
        address[] memory payees = _payees(deal, milestone);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, attempt)) return;
        _endJudged(deal, milestone, payout, false);
        _counted(deal, payees, worthBefore, milestone);
    }

    function _settling(GhostMilestone storage ghost) private view returns (string memory) {
        if (ghost.phase == Phase.Round2) return "settleSilentRound";
        if (ghost.phase == Phase.Ruling) return "settleSilentArbiter";
        if (ghost.phase == Phase.Delivered) return "settleSilence";
        return ghost.round == 2 ? "settleRound2" : "settleVerdict";
    }

    function _reclaim(Dice memory dice, uint256 deal, uint256 milestone) internal {
        TermsFixture memory fixture = _deals[deal].fixture;
        bytes32 digest = Digests.reclaim(address(quittance), _deals[deal].fixture, uint8(milestone));
        Statement memory statement = _authorizes(dice, fixture.buyer, digest, 0);
        Word memory word = _utter(dice, statement);
        Attempt memory attempt = Attempt({
            action: "reclaim",
            caller: statement.caller,
            data: abi.encodeCall(
                ISettlements.reclaim,
                (fixture.schedule(), fixture.adjudicationHash(), uint8(milestone), word.signature)
            ),
            expected: _canReclaim(deal, milestone),
            promised: _milestones[deal][milestone].phase == Phase.Settled ? 4 : 12
        });
        _subject(attempt, word);
        _finish(dice, deal, milestone, attempt, 0);
    }

    /// @dev Makes the call and, when it went through, ends the milestone in the model too and compares.
    function _finish(
        Dice memory dice,
        uint256 deal,
        uint256 milestone,
        Attempt memory attempt,
        uint256 toSeller
    ) private returns (bool) {
        address[] memory payees = _payees(deal, milestone);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, attempt)) return false;
        if (_milestones[deal][milestone].contests != 0) ++done["endContested"];
        _end(deal, milestone, toSeller);
        _counted(deal, payees, worthBefore, milestone);
        return true;
    }

    /// @dev After a milestone has ended in the contract and in the model.
    function _counted(uint256 deal, address[] memory payees, uint256 worthBefore, uint256 milestone) internal {
        TermsFixture storage fixture = _deals[deal].fixture;
        if (_unclaimedPayout[fixture.seller] != 0 || _unclaimedPayout[fixture.buyer] != 0) ++done["payoutRefused"];
        if (_deals[deal].unsettled == 0) ++done["dealEnded"];
        if (_isOpened(fixture.buyer)) ++done["endForAccount"];
        _auditTold(deal, milestone, true);
        _auditDeal(deal, milestone, payees, worthBefore);
    }

    /// @dev Allowed from any state before settled.
    function _any(
        string memory action,
        address caller,
        bytes memory data,
        uint256 deal,
        uint256 milestone
    ) private view returns (Attempt memory) {
        bool open = _milestones[deal][milestone].phase != Phase.Settled;
        return Attempt({action: action, caller: caller, data: data, expected: open, promised: open ? 12 : 4});
    }

    /// @dev Brief wherever the specification says that nothing of the conditions is needed.
    function _partysTerms(Dice memory dice, uint256 deal) private returns (bytes memory) {
        bool whole = _deals[deal].fixture.marketplaceFee != 0 || _readsFee(deal) || dice.oneIn(3);
        if (whole) return _deals[deal].packed;
        TermsFixture memory fixture = _deals[deal].fixture;
        ++done["briefTerms"];
        return fixture.brief();
    }

    /// @dev Where a quorum is on record and nothing is decided, the conditions say whether its fee is earned by now.
    /// Where it is earned, they say who has it.
    function _readsFee(uint256 deal) private view returns (bool) {
        TermsFixture memory fixture = _deals[deal].fixture;
        if (fixture.verificationFee == 0) return false;
        for (uint256 i = 0; i < fixture.milestones.length; ++i) {
            if (_milestones[deal][i].judged) return true;
            if (_milestones[deal][i].phase != Phase.Delivered) continue;
            (bool reached, , ) = _intervalOf(fixture, _milestones[deal][i].book, fixture.panel.length);
            if (reached) return true;
        }
        return false;
    }

    function _amount(uint256 deal, uint256 milestone) internal view returns (uint256) {
        return _deals[deal].fixture.milestones[milestone].amount;
    }
}
