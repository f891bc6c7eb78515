// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {TermSheet} from "../../contracts/support/TermSheet.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Keeping} from "../Keeping.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {OrderActions} from "./OrderActions.sol";
import {GhostDeal, Phase} from "./Model.sol";
import {Statement, Word} from "./Words.sol";

/// @notice Opens deals, and tries to open what must not be opened.
abstract contract OpeningActions is OrderActions {
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
            caller: address(0),
            data: "",
            expected: sound && affordable,
            promised: sound ? 4 : 13
        });
        address key = _agreeToOpen(dice, sheet, id, attempt);
        uint256 worthBefore = _row[sheet.buyer] + _walletOf[sheet.buyer] + _refused[sheet.buyer];
        if (!_attemptOnce(dice, attempt)) return false;
        if (_isOpened(sheet.buyer)) _toldCommitted(VM.getRecordedLogs(), sheet.buyer, id, key, total);
        _enter(dice, sheet, id);
        uint256 worth = _auditAccount(sheet.buyer);
        _hold(worth + total == worthBefore, 3, "opening did not take exactly the funding");
        _auditState(_deals.length - 1);
        _auditHeld();
        return true;
    }

    /// @return key Who speaks for the buyer.
    function _agreeToOpen(
        Dice memory dice,
        TermSheet memory sheet,
        bytes32 id,
        Attempt memory attempt
    ) private view returns (address key) {
        Statement memory buyers = _commits(dice, sheet.buyer, id, 1, sheet.total());
        (buyers.category, buyers.payees) = (sheet.category, _paid(sheet));
        Statement memory sellers = _speaks(dice, sheet.seller, id, 2);
        attempt.caller = dice.oneIn(2) ? buyers.caller : sellers.caller;
        (buyers.caller, sellers.caller) = (attempt.caller, attempt.caller);
        Word memory bySeller = _utter(dice, sellers);
        _subject(attempt, bySeller);
        Word memory byBuyer;
        if (sheet.routes & 1 == 0 && !_isOpened(sheet.buyer)) {
            byBuyer = Word(_payment(dice, sheet, id), true, 0);
        } else {
            byBuyer = _utter(dice, buyers);
            _subject(attempt, byBuyer);
        }
        if (!_routed(sheet)) _subject(attempt, Word("", false, 20));
        attempt.data = abi.encodeCall(IDeals.open, (sheet.whole(), byBuyer.signature, bySeller.signature));
        return buyers.key;
    }

    /// @dev An account pays from its row and is paid to it; what is frozen takes on no work.
    function _routed(TermSheet memory sheet) private view returns (bool) {
        if (_isOpened(sheet.buyer) && sheet.routes & 3 != 3) return false;
        return !_isOpened(sheet.seller) || (sheet.routes & 4 != 0 && !_isFrozen(sheet.seller));
    }

    /// @return payees Everybody who may have a part of what the buyer commits, as its policy sees it.
    function _paid(TermSheet memory sheet) private pure returns (address[] memory payees) {
        uint256 count = 1;
        payees = new address[](3);
        payees[0] = sheet.seller;
        if (sheet.marketplaceFee != 0) payees[count++] = sheet.marketplace;
        if (sheet.verificationFee != 0) payees[count++] = sheet.panelAccount;
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    /// @return The token's authorisation by which a wallet agrees and pays.
    function _payment(Dice memory dice, TermSheet memory sheet, bytes32 id) private view returns (bytes memory) {
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

    function _enter(Dice memory dice, TermSheet memory sheet, bytes32 id) private {
        uint256 total = sheet.total();
        if (sheet.routes & 1 != 0) _debit(sheet.buyer, total);
        else _walletOf[sheet.buyer] -= total;
        if (_isOpened(sheet.buyer)) {
            _addCommitment(sheet.buyer, id, total);
            ++done["openByAccount"];
        }
        if (_isOpened(sheet.seller)) ++done["openForAccount"];
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
