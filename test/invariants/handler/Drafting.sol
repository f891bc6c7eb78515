// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Milestone, TermsFixture} from "../../contracts/support/TermsFixture.sol";
import {MoneyActions} from "./MoneyActions.sol";
import {Dice} from "./Dice.sol";

/// @notice Draws up terms: valid ones of every shape, and ones with a single fault.
abstract contract Drafting is MoneyActions {
    uint256 internal constant FAULTS = 27;

    function _draft(Dice memory dice) internal returns (TermsFixture memory fixture) {
        fixture.buyer = _spender(dice);
        do fixture.seller = _trader(dice); while (fixture.seller == fixture.buyer);
        fixture.destinations = uint8(dice.roll(8));
        bool listed = _isOpened(fixture.buyer) && _accountOf[fixture.buyer].policy.categories != 0;
        if (listed || dice.oneIn(2)) fixture.category = _categoryFor(dice, fixture.buyer);
        if (dice.oneIn(4)) fixture.reference_ = bytes32(dice.roll(type(uint256).max));
        if (_fundsOf(fixture.buyer) < 50 && !dice.oneIn(4)) fixture.destinations &= 6;
        if (_isOpened(fixture.buyer)) fixture.destinations |= dice.oneIn(20) ? uint8(dice.roll(4)) : 3;
        if (_isOpened(fixture.seller) && !dice.oneIn(20)) fixture.destinations |= 4;
        _draftMilestones(dice, fixture);
        _draftRules(dice, fixture);
        fixture.panel = _draftPanel(dice);
        if (fixture.contestWindow != 0) _draftDisputes(dice, fixture);
        fixture.pact = bytes32(dice.roll(type(uint256).max));
        fixture.salt = ++_salts;
        fixture.openBy = uint40(block.timestamp + dice.between(1, 1 days));
    }

    function _draftMilestones(Dice memory dice, TermsFixture memory fixture) private view {
        uint256 count = dice.oneIn(30) ? 32 : dice.between(1, 5);
        uint256 style = dice.roll(4);
        uint256 ceiling =
            style == 0
                ? 20
                : style == 1
                    ? 1e5
                    : 1e10;
        uint256 available = _balance[fixture.buyer];
        if (_isOpened(fixture.buyer) && !dice.oneIn(6)) available = _remainingLimits(fixture.buyer);
        if (fixture.destinations & 1 != 0 && available >= 4 * count) {
            uint256 affordable = available / (2 * count);
            if (affordable < ceiling) ceiling = affordable;
        }
        uint256 least = type(uint256).max;
        fixture.milestones = new Milestone[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 amount = dice.between(1, ceiling);
            if (amount < least) least = amount;
            fixture.milestones[i] = Milestone(uint96(amount), uint40(block.timestamp + _term(dice)));
        }
        if (dice.oneIn(2)) fixture.verificationFee = uint96(dice.oneIn(4) ? least : dice.roll(least + 1));
    }

    function _term(Dice memory dice) private pure returns (uint256) {
        uint256 style = dice.roll(10);
        if (style == 0) return 1;
        if (style == 1) return 730 days;
        return dice.between(1, style < 5 ? 1 hours : 20 days);
    }

    function _draftRules(Dice memory dice, TermsFixture memory fixture) private view {
        fixture.passingScore = [uint16(1), 2_500, 5_000, 6_000, 9_999, 10_000][dice.roll(6)];
        fixture.payoutStep = [uint16(0), 0, 1, 100, 625, 2_500, 10_000][dice.roll(7)];
        if (!dice.oneIn(3)) fixture.contestWindow = uint32(dice.oneIn(3) ? 10 minutes : dice.between(600, 3 days));
        fixture.verdictWindow = uint32(dice.oneIn(3) ? 10 minutes : dice.between(600, 5 days));
        if (dice.oneIn(30)) fixture.verdictWindow = 30 days;
        fixture.silencePayout = [uint16(0), 10_000, uint16(dice.roll(10_001))][dice.roll(3)];
        if (dice.oneIn(2)) fixture.marketplaceFee = uint16(dice.between(1, 1_000));
        if (fixture.marketplaceFee != 0 || dice.oneIn(2)) fixture.marketplace = _marketplace(dice);
        if (dice.oneIn(8)) fixture.marketplace = _trader(dice);
        if (dice.oneIn(2)) fixture.panelAccount = _panelAccount(dice);
        if (dice.oneIn(8)) fixture.panelAccount = _trader(dice);
    }

    /// @dev Bonds from the least that a pool asks for up to far more than a milestone.
    function _draftDisputes(Dice memory dice, TermsFixture memory fixture) private view {
        uint256 least = SEAT_FEE * (2 * fixture.panel.length + 2);
        fixture.bond = uint96(dice.oneIn(3) ? least : dice.between(least, dice.oneIn(4) ? 1e9 : 1e4));
        fixture.pool = address(_pool);
        if (dice.oneIn(3)) return;
        fixture.arbiter = _arbiters[dice.roll(_arbiters.length)];
        fixture.rulingWindow = uint32(dice.oneIn(3) ? 10 minutes : dice.between(600, 5 days));
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
    function _spoil(TermsFixture memory fixture, uint256 fault) internal view {
        Milestone memory first = fixture.milestones[0];
        if (fault == 0) fixture.seller = fixture.buyer;
        else if (fault == 1) fixture.destinations |= 16;
        else if (fault == 2) first.amount = 0;
        else if (fault == 3) first.deadline = uint40(block.timestamp);
        else if (fault == 4) first.deadline = uint40(block.timestamp + 730 days + 1);
        else if (fault == 5) fixture.passingScore = 0;
        else if (fault == 6) fixture.passingScore = 10_001;
        else if (fault == 7) fixture.payoutStep = 3;
        else if (fault == 8) fixture.contestWindow = 599;
        else if (fault == 9) fixture.contestWindow = uint32(30 days + 1);
        else if (fault == 10) fixture.verdictWindow = 599;
        else if (fault == 11) fixture.silencePayout = 10_001;
        else if (fault == 12) (fixture.marketplaceFee, fixture.marketplace) = (1_001, _relayer);
        else if (fault == 13) (fixture.marketplaceFee, fixture.marketplace) = (1, address(0));
        else if (fault == 14) (fixture.verificationFee, fixture.panelAccount) = (1, address(quittance));
        else if (fault == 15) fixture.verificationFee = first.amount + 1;
        else if (fault == 16) fixture.panel = new address[](fixture.panel.length - 1);
        else if (fault == 17) fixture.panel[0] = fixture.panel[fixture.panel.length - 1];
        else if (fault == 18) fixture.panel[0] = fixture.buyer;
        else if (fault < 26) _spoilDisputes(fixture, fault);
        else fixture.openBy = uint40(block.timestamp);
        if (fault == 17 && fixture.panel.length == 1) fixture.panel[0] = address(usdc);
    }

    /// @dev In terms that have a contest window, so that the fault is the only one.
    function _spoilDisputes(TermsFixture memory fixture, uint256 fault) private view {
        fixture.contestWindow = 600;
        fixture.pool = address(_pool);
        fixture.bond = uint96(SEAT_FEE * (2 * fixture.panel.length + 2));
        (fixture.arbiter, fixture.rulingWindow) = (_arbiters[0], 600);
        if (fault == 19) fixture.pool = [address(0), fixture.buyer, fixture.seller, address(usdc)][fixture.salt % 4];
        else if (fault == 20) fixture.pool = _relayer;
        else if (fault == 21) --fixture.bond;
        else if (fault == 22) fixture.arbiter = fixture.salt % 2 == 0 ? fixture.buyer : fixture.seller;
        else if (fault == 23) fixture.rulingWindow = fixture.salt % 2 == 0 ? 599 : uint32(30 days + 1);
        else if (fault == 24) fixture.arbiter = address(0);
        else fixture.arbiter = fixture.salt % 2 == 0 ? address(quittance) : address(usdc);
    }
}
