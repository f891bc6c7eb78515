// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Milestone, TermSheet} from "../../contracts/support/TermSheet.sol";
import {MoneyActions} from "./MoneyActions.sol";
import {Dice} from "./Dice.sol";

/// @notice Draws up terms: valid ones of every shape, and ones with a single fault.
abstract contract Drafting is MoneyActions {
    uint256 internal constant FAULTS = 27;

    function _draft(Dice memory dice) internal returns (TermSheet memory sheet) {
        sheet.buyer = _spender(dice);
        do sheet.seller = _trader(dice); while (sheet.seller == sheet.buyer);
        sheet.routes = uint8(dice.roll(16));
        if (_isOpened(sheet.buyer) && _accountOf[sheet.buyer].policy.categories != 0) sheet.routes |= 8;
        if (sheet.routes & 8 != 0) sheet.category = _categoryFor(dice, sheet.buyer);
        if (_row[sheet.buyer] < 50 && !dice.oneIn(4)) sheet.routes &= 14;
        if (_isOpened(sheet.buyer)) sheet.routes |= dice.oneIn(20) ? uint8(dice.roll(4)) : 3;
        if (_isOpened(sheet.seller) && !dice.oneIn(20)) sheet.routes |= 4;
        _draftMilestones(dice, sheet);
        _draftRules(dice, sheet);
        sheet.panel = _draftPanel(dice);
        if (sheet.contestWindow != 0) _draftRecourse(dice, sheet);
        sheet.pact = bytes32(dice.roll(type(uint256).max));
        sheet.salt = ++_salts;
        sheet.openBy = uint40(block.timestamp + dice.between(1, 1 days));
    }

    function _draftMilestones(Dice memory dice, TermSheet memory sheet) private view {
        uint256 count = dice.oneIn(30) ? 32 : dice.between(1, 5);
        uint256 style = dice.roll(4);
        uint256 ceiling =
            style == 0
                ? 20
                : style == 1
                    ? 1e5
                    : 1e10;
        uint256 available = _row[sheet.buyer];
        if (_isOpened(sheet.buyer) && !dice.oneIn(6)) available = _headroom(sheet.buyer);
        if (sheet.routes & 1 != 0 && available >= 4 * count) {
            uint256 affordable = available / (2 * count);
            if (affordable < ceiling) ceiling = affordable;
        }
        uint256 least = type(uint256).max;
        sheet.milestones = new Milestone[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 amount = dice.between(1, ceiling);
            if (amount < least) least = amount;
            sheet.milestones[i] = Milestone(uint96(amount), uint40(block.timestamp + _term(dice)));
        }
        if (dice.oneIn(2)) sheet.verificationFee = uint96(dice.oneIn(4) ? least : dice.roll(least + 1));
    }

    function _term(Dice memory dice) private pure returns (uint256) {
        uint256 style = dice.roll(10);
        if (style == 0) return 1;
        if (style == 1) return 730 days;
        return dice.between(1, style < 5 ? 1 hours : 20 days);
    }

    function _draftRules(Dice memory dice, TermSheet memory sheet) private view {
        sheet.passMark = [uint16(1), 2_500, 5_000, 6_000, 9_999, 10_000][dice.roll(6)];
        sheet.gridStep = [uint16(0), 0, 1, 100, 625, 2_500, 10_000][dice.roll(7)];
        if (!dice.oneIn(3)) sheet.contestWindow = uint32(dice.oneIn(3) ? 10 minutes : dice.between(600, 3 days));
        sheet.verdictWindow = uint32(dice.oneIn(3) ? 10 minutes : dice.between(600, 5 days));
        if (dice.oneIn(30)) sheet.verdictWindow = 30 days;
        sheet.silencePayout = [uint16(0), 10_000, uint16(dice.roll(10_001))][dice.roll(3)];
        if (dice.oneIn(2)) sheet.marketplaceFee = uint16(dice.between(1, 1_000));
        if (sheet.marketplaceFee != 0 || dice.oneIn(2)) sheet.marketplace = _marketplace(dice);
        if (dice.oneIn(8)) sheet.marketplace = _trader(dice);
        if (sheet.verificationFee != 0 || dice.oneIn(2)) sheet.panelAccount = _panelAccount(dice);
        if (dice.oneIn(8)) sheet.panelAccount = _trader(dice);
    }

    /// @dev Bonds from the least that a pool asks for up to far more than a milestone.
    function _draftRecourse(Dice memory dice, TermSheet memory sheet) private view {
        uint256 least = SEAT_FEE * (2 * sheet.panel.length + 1);
        sheet.bond = uint96(dice.oneIn(3) ? least : dice.between(least, dice.oneIn(4) ? 1e9 : 1e4));
        sheet.pool = address(_pool);
        if (dice.oneIn(3)) return;
        sheet.arbiter = _arbiters[dice.roll(_arbiters.length)];
        sheet.rulingWindow = uint32(dice.oneIn(3) ? 10 minutes : dice.between(600, 5 days));
    }

    function _draftPanel(Dice memory dice) private view returns (address[] memory panel) {
        uint256 size = [uint256(1), 3, 3, 5, 7][dice.roll(5)];
        panel = new address[](size);
        uint256 seated;
        for (uint256 i = 0; i < JURORS && seated < size; ++i) {
            uint256 open = size - seated;
            if (dice.roll(JURORS - i) < open) panel[seated++] = _jurors[i];
        }
    }

    /// @dev Makes valid terms refusable in exactly one way.
    function _spoil(TermSheet memory sheet, uint256 fault) internal view {
        Milestone memory first = sheet.milestones[0];
        if (fault == 0) sheet.seller = sheet.buyer;
        else if (fault == 1) sheet.routes |= 16;
        else if (fault == 2) first.amount = 0;
        else if (fault == 3) first.deadline = uint40(block.timestamp);
        else if (fault == 4) first.deadline = uint40(block.timestamp + 730 days + 1);
        else if (fault == 5) sheet.passMark = 0;
        else if (fault == 6) sheet.passMark = 10_001;
        else if (fault == 7) sheet.gridStep = 3;
        else if (fault == 8) sheet.contestWindow = 599;
        else if (fault == 9) sheet.contestWindow = uint32(30 days + 1);
        else if (fault == 10) sheet.verdictWindow = 599;
        else if (fault == 11) sheet.silencePayout = 10_001;
        else if (fault == 12) (sheet.marketplaceFee, sheet.marketplace) = (1_001, _relayer);
        else if (fault == 13) (sheet.marketplaceFee, sheet.marketplace) = (1, address(0));
        else if (fault == 14) (sheet.verificationFee, sheet.panelAccount) = (1, address(quittance));
        else if (fault == 15) sheet.verificationFee = first.amount + 1;
        else if (fault == 16) sheet.panel = new address[](sheet.panel.length - 1);
        else if (fault == 17) sheet.panel[0] = sheet.panel[sheet.panel.length - 1];
        else if (fault == 18) sheet.panel[0] = sheet.buyer;
        else if (fault < 26) _spoilRecourse(sheet, fault);
        else sheet.openBy = uint40(block.timestamp);
        if (fault == 17 && sheet.panel.length == 1) sheet.panel[0] = address(usdc);
    }

    /// @dev In terms that have a contest window, so that the fault is the only one.
    function _spoilRecourse(TermSheet memory sheet, uint256 fault) private view {
        sheet.contestWindow = 600;
        sheet.pool = address(_pool);
        sheet.bond = uint96(SEAT_FEE * (2 * sheet.panel.length + 1));
        (sheet.arbiter, sheet.rulingWindow) = (_arbiters[0], 600);
        if (fault == 19) sheet.pool = [address(0), sheet.buyer, sheet.seller, address(usdc)][sheet.salt % 4];
        else if (fault == 20) sheet.pool = _relayer;
        else if (fault == 21) --sheet.bond;
        else if (fault == 22) sheet.arbiter = sheet.salt % 2 == 0 ? sheet.buyer : sheet.seller;
        else if (fault == 23) sheet.rulingWindow = sheet.salt % 2 == 0 ? 599 : uint32(30 days + 1);
        else if (fault == 24) sheet.arbiter = address(0);
        else sheet.arbiter = sheet.salt % 2 == 0 ? address(quittance) : address(usdc);
    }
}
