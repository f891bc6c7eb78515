// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermSheet} from "../../contracts/support/TermSheet.sol";
import {Attempt} from "./Audit.sol";
import {Dice} from "./Dice.sol";
import {JuryActions} from "./JuryActions.sol";
import {GhostMilestone, Phase} from "./Model.sol";

/// @notice Every way a milestone ends without a jury in the same call.
abstract contract EndingActions is JuryActions {
    function settle(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Delivered, Phase.Standing);
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
        bytes32 digest = Digests.agreement(address(quittance), _deals[deal].id, uint8(milestone), toSeller, validUntil);
        bytes memory data = abi.encodeCall(
            ISettlements.agree,
            (
                _partysTerms(dice, deal),
                uint8(milestone),
                toSeller,
                validUntil,
                _sign(dice, _deals[deal].sheet.buyer, digest),
                _sign(dice, _deals[deal].sheet.seller, digest)
            )
        );
        Attempt memory attempt = _any("agree", _relayer, data, deal, milestone);
        if (toSeller > amount) attempt.promised = 5;
        attempt.expected = attempt.expected && toSeller <= amount && block.timestamp < validUntil;
        _finish(dice, deal, milestone, attempt, toSeller);
    }

    function cancel(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, ) = _pick(dice);
        if (!found || !dice.oneIn(3)) return;
        uint256 held = _deals[deal].unsettled;
        uint96 remainder = uint96(dice.oneIn(5) ? held + 1 : held);
        uint40 validUntil = uint40(block.timestamp + (dice.oneIn(6) ? 0 : dice.roll(1 days)));
        bytes32 digest = Digests.cancellation(address(quittance), _deals[deal].id, remainder, validUntil);
        address buyer = _deals[deal].sheet.buyer;
        bytes memory bySeller = _sign(dice, _deals[deal].sheet.seller, digest);
        (address caller, bytes memory byBuyer) = _consent(dice, buyer, digest);
        address[] memory payees = _payees(deal);
        uint256 worthBefore = _worth(payees);
        bool ok = _attemptOnce(
            dice,
            Attempt({
                action: "cancel",
                caller: caller,
                data: abi.encodeCall(
                    ISettlements.cancel,
                    (_partysTerms(dice, deal), remainder, validUntil, byBuyer, bySeller)
                ),
                expected: held != 0 && remainder == held && block.timestamp < validUntil,
                promised: 4
            })
        );
        if (!ok) return;
        _endAll(deal);
        for (uint256 i = 1; i < _deals[deal].sheet.milestones.length; ++i) _auditRecord(deal, i);
        _auditDeal(deal, 0, payees, worthBefore);
    }

    function reclaim(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seek(dice, Phase.Pending, Phase.Pending);
        if (found) _reclaim(dice, deal, milestone);
    }

    function _settle(Dice memory dice, uint256 deal, uint256 milestone, address caller) internal {
        TermSheet storage sheet = _deals[deal].sheet;
        GhostMilestone storage ghost = _milestones[deal][milestone];
        bool silent = ghost.phase == Phase.Delivered;
        Attempt memory attempt = Attempt({
            action: silent ? "settleSilence" : "settleVerdict",
            caller: caller,
            data: abi.encodeCall(IVerdicts.settle, (_deals[deal].wire, uint8(milestone))),
            expected: _canSettle(deal, milestone),
            promised: ghost.phase == Phase.Settled ? 4 : 12
        });
        uint256 payout = silent ? sheet.silencePayout : ghost.payout;
        _finish(dice, deal, milestone, attempt, (_amount(deal, milestone) * payout) / FULL);
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
    ) private {
        address[] memory payees = _payees(deal);
        uint256 worthBefore = _worth(payees);
        uint256 refusals = _refusals;
        if (!_attemptOnce(dice, attempt)) return;
        _end(deal, milestone, toSeller);
        if (_refusals != refusals) ++done["payoutRefused"];
        if (_deals[deal].unsettled == 0) ++done["dealEnded"];
        _auditParts(deal, milestone);
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
