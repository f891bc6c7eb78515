// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {TermSheet} from "../../contracts/support/TermSheet.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Cast} from "./Cast.sol";

enum Phase {
    Pending,
    Delivered,
    Standing,
    Settled
}

/// @notice What the model holds to be true of a milestone.
struct GhostMilestone {
    Phase phase;
    /// @dev A panel decided: it has the verification fee.
    bool judged;
    uint16 payout;
    uint40 deliveredAt;
    uint40 standingSince;
    bytes32 evidence;
    uint256 toSeller;
    uint256 toBuyer;
    uint256 settlements;
}

/// @notice What the model holds to be true of a deal.
struct GhostDeal {
    bytes32 id;
    TermSheet sheet;
    bytes wire;
    /// @dev One bit a seat: this juror votes as it pleases, and may vote twice.
    uint256 corrupt;
    uint256 openedAt;
    uint256 funded;
    uint256 unsettled;
    /// @dev Measured on the contract and the token, not modelled: what has left the deal.
    uint256 paidOut;
}

/// @notice An independent model of the money contract, written from the protocol: where every unit is, and what is allowed
/// at this second. It shares no code with the contract and never asks it anything.
abstract contract Model is Cast {
    uint256 internal constant FULL = 10_000;

    mapping(address account => uint256) internal _row;
    mapping(address account => uint256) internal _refused;
    mapping(address account => uint256) internal _walletOf;
    uint256 internal _rows;
    uint256 internal _refusals;
    uint256 internal _locked;
    uint256 internal _uninvited;

    bool internal _paused;
    mapping(address account => bool) internal _listed;

    GhostDeal[] internal _deals;
    mapping(uint256 deal => mapping(uint256 milestone => GhostMilestone)) internal _milestones;
    mapping(bytes32 delivery => bool) internal _sellerSigned;

    constructor() {
        for (uint256 i = 0; i < _parties.length; ++i) {
            _mint(_parties[i], FUNDS);
            _walletOf[_parties[i]] = FUNDS;
            VM.prank(_parties[i]);
            usdc.approve(address(quittance), type(uint256).max);
        }
        _mint(_stranger, FUNDS);
        _walletOf[_stranger] = FUNDS;
    }

    // ---- what is allowed now ----

    function _canDeliver(uint256 deal, uint256 milestone) internal view returns (bool) {
        return
            _milestones[deal][milestone].phase == Phase.Pending &&
            block.timestamp <= _deals[deal].sheet.milestones[milestone].deadline;
    }

    function _canJudge(uint256 deal, uint256 milestone) internal view returns (bool) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        if (ghost.phase == Phase.Delivered) {
            return block.timestamp < uint256(ghost.deliveredAt) + _deals[deal].sheet.verdictWindow;
        }
        return _canDeliver(deal, milestone);
    }

    function _canReclaim(uint256 deal, uint256 milestone) internal view returns (bool) {
        return
            _milestones[deal][milestone].phase == Phase.Pending &&
            block.timestamp > _deals[deal].sheet.milestones[milestone].deadline;
    }

    function _canSettle(uint256 deal, uint256 milestone) internal view returns (bool) {
        Phase phase = _milestones[deal][milestone].phase;
        if (phase != Phase.Delivered && phase != Phase.Standing) return false;
        return block.timestamp >= _settlesAt(deal, milestone);
    }

    /// @dev Of a milestone that is delivered or standing.
    function _settlesAt(uint256 deal, uint256 milestone) internal view returns (uint256) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        uint256 since =
            ghost.phase == Phase.Standing
                ? ghost.standingSince
                : uint256(ghost.deliveredAt) + _deals[deal].sheet.verdictWindow;
        return since + _deals[deal].sheet.contestWindow;
    }

    /// @dev The token would refuse to pay `to`.
    function _blocked(address to) internal view returns (bool) {
        return _paused || _listed[to] || _listed[address(quittance)];
    }

    // ---- the payout function, by division ----

    function _payoutFor(TermSheet memory sheet, uint256 score) internal pure returns (uint256) {
        if (score < sheet.passMark) return 0;
        if (sheet.gridStep == 0) return FULL;
        return (score / sheet.gridStep) * sheet.gridStep;
    }

    // ---- where the money goes ----

    function _credit(address account, uint256 amount) internal {
        _row[account] += amount;
        _rows += amount;
    }

    function _debit(address account, uint256 amount) internal {
        _row[account] -= amount;
        _rows -= amount;
    }

    function _payOut(address to, uint256 amount, bool toLedger) internal {
        if (toLedger) {
            _credit(to, amount);
        } else if (_blocked(to)) {
            _refused[to] += amount;
            _refusals += amount;
        } else {
            _walletOf[to] += amount;
        }
    }

    function _release(uint256 deal, uint256 amount) internal {
        _deals[deal].unsettled -= amount;
        _locked -= amount;
    }

    /// @dev A verdict stands: the panel has earned its fee, the milestone's amount stays.
    function _stand(uint256 deal, uint256 milestone, bytes32 evidence, uint256 payout) internal {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        ghost.phase = Phase.Standing;
        ghost.evidence = evidence;
        ghost.standingSince = uint40(block.timestamp);
        ghost.payout = uint16(payout);
        _earn(deal, milestone);
    }

    /// @dev The verification fee goes to the panel.
    function _earn(uint256 deal, uint256 milestone) internal {
        TermSheet storage sheet = _deals[deal].sheet;
        _milestones[deal][milestone].judged = true;
        _credit(sheet.panelAccount, sheet.verificationFee);
        _release(deal, sheet.verificationFee);
    }

    /// @dev The milestone ends: a fee that no panel earned goes back to the buyer.
    function _end(uint256 deal, uint256 milestone, uint256 toSeller) internal {
        TermSheet storage sheet = _deals[deal].sheet;
        uint256 amount = sheet.milestones[milestone].amount;
        uint256 returned = _close(deal, milestone, toSeller);
        uint256 fee = (toSeller * sheet.marketplaceFee) / FULL;
        _release(deal, amount + returned);
        _credit(sheet.marketplace, fee);
        _payOut(sheet.seller, toSeller - fee, sheet.routes & 4 != 0);
        _payOut(sheet.buyer, amount - toSeller + returned, sheet.routes & 2 != 0);
    }

    /// @dev Both called it off: everything left goes back to the buyer.
    function _endAll(uint256 deal) internal {
        TermSheet storage sheet = _deals[deal].sheet;
        uint256 left;
        for (uint256 i = 0; i < sheet.milestones.length; ++i) {
            if (_milestones[deal][i].phase == Phase.Settled) continue;
            left += sheet.milestones[i].amount + _close(deal, i, 0);
        }
        _release(deal, left);
        _payOut(sheet.buyer, left, sheet.routes & 2 != 0);
    }

    /// @return unearned The verification fee, unless a panel has it.
    function _close(uint256 deal, uint256 milestone, uint256 toSeller) private returns (uint256 unearned) {
        GhostMilestone storage ghost = _milestones[deal][milestone];
        ghost.phase = Phase.Settled;
        ghost.toSeller = toSeller;
        ghost.toBuyer = _deals[deal].sheet.milestones[milestone].amount - toSeller;
        ++ghost.settlements;
        return ghost.judged ? 0 : _deals[deal].sheet.verificationFee;
    }
}
