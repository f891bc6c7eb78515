// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermSheet} from "../../contracts/support/TermSheet.sol";
import {Keeping} from "../Keeping.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {Drafting} from "./Drafting.sol";
import {GhostDeal, Phase} from "./Model.sol";

/// @notice Opens deals, and tries to open what must not be opened.
abstract contract OpeningActions is Drafting {
    function open(uint256 seed) external {
        Dice memory dice = Dice(seed);
        _open(dice, _draft(dice), "open", true);
    }

    function openFaulty(uint256 seed) external {
        Dice memory dice = Dice(seed);
        TermSheet memory sheet = _draft(dice);
        _spoil(sheet, dice.roll(FAULTS));
        _open(dice, sheet, "openFaulty", false);
    }

    function _open(Dice memory dice, TermSheet memory sheet, string memory action, bool sound) internal returns (bool) {
        bytes32 id = Digests.terms(address(quittance), sheet);
        uint256 total = sheet.total();
        bool fromLedger = sheet.routes & 1 != 0;
        bool affordable = fromLedger ? _row[sheet.buyer] >= total : _canPay(sheet.buyer, total);
        Attempt memory attempt = Attempt({
            action: action,
            caller: [_relayer, sheet.buyer, sheet.seller][dice.roll(3)],
            data: "",
            expected: sound && affordable,
            promised: sound ? 4 : 13
        });
        bytes memory bySeller = attempt.caller == sheet.seller ? bytes("") : _sign(dice, sheet.seller, id);
        attempt.data = abi.encodeCall(
            IDeals.open,
            (sheet.whole(), _buyerConsent(dice, sheet, id, attempt.caller), bySeller)
        );
        uint256 worthBefore = _row[sheet.buyer] + _walletOf[sheet.buyer] + _refused[sheet.buyer];
        if (!_attemptOnce(dice, attempt)) return false;
        _opened(dice, sheet, id);
        uint256 worth = _auditAccount(sheet.buyer);
        _hold(worth + total == worthBefore, 3, "opening did not take exactly the funding");
        _auditState(_deals.length - 1);
        _auditHeld();
        return true;
    }

    function _buyerConsent(
        Dice memory dice,
        TermSheet memory sheet,
        bytes32 id,
        address caller
    ) internal view returns (bytes memory) {
        if (sheet.routes & 1 != 0) return caller == sheet.buyer ? bytes("") : _sign(dice, sheet.buyer, id);
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            sheet.buyer,
            sheet.total(),
            sheet.openBy,
            id
        );
        return _sign(dice, sheet.buyer, digest);
    }

    function _opened(Dice memory dice, TermSheet memory sheet, bytes32 id) private {
        uint256 total = sheet.total();
        if (sheet.routes & 1 != 0) _debit(sheet.buyer, total);
        else _walletOf[sheet.buyer] -= total;
        _locked += total;
        GhostDeal storage ghost = _deals.push();
        ghost.id = id;
        Keeping.keep(ghost.sheet, sheet);
        ghost.wire = sheet.whole();
        ghost.corrupt = _corrupt(dice, sheet.panel.length);
        ghost.openedAt = block.timestamp;
        ghost.funded = total;
        ghost.unsettled = total;
        if (sheet.milestones.length == 32) ++done["openWith32"];
        ++done[sheet.routes & 1 != 0 ? "openFromLedger" : "openFromWallet"];
    }

    /// @dev Mostly fewer than a quorum, sometimes anybody.
    function _corrupt(Dice memory dice, uint256 jurors) private pure returns (uint256 mask) {
        uint256 most = dice.oneIn(5) ? jurors : jurors / 2;
        for (uint256 left = dice.roll(most + 1); left != 0; --left) mask |= 1 << dice.roll(jurors);
    }

    // ---- finding work ----

    /// @dev Mostly one of the latest deals, mostly a milestone that has not ended.
    function _pick(Dice memory dice) internal view returns (bool found, uint256 deal, uint256 milestone) {
        uint256 count = _deals.length;
        if (count == 0) return (false, 0, 0);
        uint256 span = count < 5 || dice.oneIn(4) ? count : 5;
        deal = count - 1 - dice.roll(span);
        uint256 milestones = _deals[deal].sheet.milestones.length;
        milestone = dice.roll(milestones);
        if (dice.oneIn(10)) return (true, deal, milestone);
        for (uint256 i = 0; i < milestones && _milestones[deal][milestone].phase == Phase.Settled; ++i) {
            milestone = (milestone + 1) % milestones;
        }
        return (true, deal, milestone);
    }

    /// @dev Mostly a milestone in one of two phases, if the latest deals have one.
    function _seek(
        Dice memory dice,
        Phase one,
        Phase other
    ) internal view returns (bool found, uint256 deal, uint256 milestone) {
        for (uint256 i = 0; i < 6; ++i) {
            (found, deal, milestone) = _pick(dice);
            if (!found) return (false, 0, 0);
            Phase phase = _milestones[deal][milestone].phase;
            if (phase == one || phase == other) break;
        }
    }
}
