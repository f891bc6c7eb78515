// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IStandings} from "../../../contracts/interfaces/IStandings.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermSheet} from "../../contracts/support/TermSheet.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {JuryActions} from "./JuryActions.sol";
import {GhostMilestone, Phase} from "./Model.sol";

/// @notice Every way a milestone ends without a jury in the same call.
abstract contract EndingActions is JuryActions {
    function settle(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Delivered, Phase.Standing);
        if (found && dice.oneIn(3)) (found, deal, milestone) = _seek(dice, Phase.Round2, Phase.Ruling);
        if (found) _settle(dice, deal, milestone, dice.oneIn(2) ? _relayer : _stranger);
    }

    function accept(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found || dice.oneIn(2)) return;
        address buyer = _deals[deal].sheet.buyer;
        bytes32 digest = Digests.acceptance(address(quittance), _deals[deal].id, uint8(milestone));
        (address caller, bytes memory signature) = _consent(dice, buyer, digest);
        bytes memory data = abi.encodeCall(
            ISettlements.accept,
            (_partysTerms(dice, deal), uint8(milestone), signature)
        );
        _finish(dice, deal, milestone, _any("accept", caller, data, deal, milestone), _amount(deal, milestone));
    }

    function concede(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found || dice.oneIn(2)) return;
        address seller = _deals[deal].sheet.seller;
        bytes32 digest = Digests.concession(address(quittance), _deals[deal].id, uint8(milestone));
        (address caller, bytes memory signature) = _consent(dice, seller, digest);
        bytes memory data = abi.encodeCall(
            ISettlements.concede,
            (_partysTerms(dice, deal), uint8(milestone), signature)
        );
        _finish(dice, deal, milestone, _any("concede", caller, data, deal, milestone), 0);
    }

    function agree(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found || dice.oneIn(2)) return;
        uint256 amount = _amount(deal, milestone);
        uint96 toSeller = uint96(dice.oneIn(6) ? amount + dice.roll(2) : dice.roll(amount + 1));
        uint40 validUntil = uint40(block.timestamp + (dice.oneIn(6) ? 0 : dice.roll(1 days)));
        bytes memory data = _agreement(dice, deal, milestone, toSeller, validUntil);
        Attempt memory attempt = _any("agree", _relayer, data, deal, milestone);
        if (toSeller > amount) attempt.promised = 5;
        attempt.expected = attempt.expected && toSeller <= amount && block.timestamp < validUntil;
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
        uint40 validUntil
    ) private returns (bytes memory) {
        bytes32 digest = Digests.agreement(address(quittance), _deals[deal].id, uint8(milestone), toSeller, validUntil);
        bytes memory byBuyer = _sign(dice, _deals[deal].sheet.buyer, digest);
        bytes memory bySeller = _sign(dice, _deals[deal].sheet.seller, digest);
        bytes memory terms = _partysTerms(dice, deal);
        return abi.encodeCall(ISettlements.agree, (terms, uint8(milestone), toSeller, validUntil, byBuyer, bySeller));
    }

    function cancel(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, ) = _pick(dice);
        if (!found || !dice.oneIn(3)) return;
        address[] memory payees = _payees(deal, 0);
        uint256 worthBefore = _worth(payees);
        if (!_attemptOnce(dice, _cancellation(dice, deal))) return;
        _endAll(deal);
        for (uint256 i = 1; i < _deals[deal].sheet.milestones.length; ++i) _auditRecord(deal, i);
        _auditDeal(deal, 0, payees, worthBefore);
    }

    function _cancellation(Dice memory dice, uint256 deal) private returns (Attempt memory attempt) {
        uint256 held = _deals[deal].unsettled;
        uint96 remainder = uint96(dice.oneIn(5) ? held + 1 : held);
        uint40 validUntil = uint40(block.timestamp + (dice.oneIn(6) ? 0 : dice.roll(1 days)));
        attempt.action = "cancel";
        attempt.expected = held != 0 && remainder == held && block.timestamp < validUntil;
        attempt.promised = 4;
        bytes32 digest = Digests.cancellation(address(quittance), _deals[deal].id, remainder, validUntil);
        bytes memory bySeller = _sign(dice, _deals[deal].sheet.seller, digest);
        bytes memory byBuyer;
        (attempt.caller, byBuyer) = _consent(dice, _deals[deal].sheet.buyer, digest);
        bytes memory terms = _partysTerms(dice, deal);
        attempt.data = abi.encodeCall(ISettlements.cancel, (terms, remainder, validUntil, byBuyer, bySeller));
    }

    function reclaim(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Pending, Phase.Pending);
        if (found) _reclaim(dice, deal, milestone);
    }

    /// @dev Silence of whichever instance leaves what stood before it.
    function _settle(Dice memory dice, uint256 deal, uint256 milestone, address caller) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        Attempt memory attempt = Attempt({
            action: _settling(ghost),
            caller: caller,
            data: abi.encodeCall(IStandings.settle, (_deals[deal].wire, uint8(milestone))),
            expected: _canSettle(deal, milestone),
            promised: ghost.phase == Phase.Settled ? 4 : 12
        });
        uint256 payout = ghost.phase == Phase.Delivered ? _deals[deal].sheet.silencePayout : ghost.payout;
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
        TermSheet memory sheet = _deals[deal].sheet;
        bytes32 digest = Digests.reclaim(address(quittance), _deals[deal].id, uint8(milestone));
        (address caller, bytes memory signature) = _consent(dice, sheet.buyer, digest);
        Attempt memory attempt = Attempt({
            action: "reclaim",
            caller: caller,
            data: abi.encodeCall(
                ISettlements.reclaim,
                (sheet.head(), sheet.engagementHash(), uint8(milestone), signature)
            ),
            expected: _canReclaim(deal, milestone),
            promised: _milestones[deal][milestone].phase == Phase.Settled ? 4 : 12
        });
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
        TermSheet storage sheet = _deals[deal].sheet;
        if (_refused[sheet.seller] != 0 || _refused[sheet.buyer] != 0) ++done["payoutRefused"];
        if (_deals[deal].unsettled == 0) ++done["dealEnded"];
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

    /// @dev By its own call, or by its signature in the hands of a relayer.
    function _consent(
        Dice memory dice,
        address who,
        bytes32 digest
    ) internal view returns (address caller, bytes memory signature) {
        if (dice.oneIn(3)) return (who, "");
        return (_relayer, _sign(dice, who, digest));
    }

    /// @dev Brief wherever the specification says that nothing of the covenant is needed.
    function _partysTerms(Dice memory dice, uint256 deal) private returns (bytes memory) {
        if (_deals[deal].sheet.marketplaceFee != 0 || dice.oneIn(3)) return _deals[deal].wire;
        TermSheet memory sheet = _deals[deal].sheet;
        ++done["briefTerms"];
        return sheet.brief();
    }

    function _amount(uint256 deal, uint256 milestone) internal view returns (uint256) {
        return _deals[deal].sheet.milestones[milestone].amount;
    }
}
