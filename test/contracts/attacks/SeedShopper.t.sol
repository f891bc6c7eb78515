// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IPanelDraws} from "../../../contracts/interfaces/IPanelDraws.sol";
import {Blocks} from "../pool/support/Blocks.sol";
import {RealPoolBase} from "../support/RealPoolBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The party with 4 of 14 seats that waits for a seed that gives it the majority of seven. It matters who draws
/// and when; so the draw is paid, and the first seed is open to everyone for 8,191 blocks.
contract SeedShopperTest is RealPoolBase {
    uint256 private constant EPOCHS = 158;
    uint256 private constant MINE = 4;
    address private constant KEEPER = address(0x6ee9e4);

    /// @return fixture Contested in `BLOCK`, before 14 seats of which the first four are the shopper's.
    function _contested() private returns (TermsFixture memory fixture) {
        Blocks.begin(BLOCK);
        _seatHonest(14);
        fixture = _beforePool();
        fixture.verdictWindow = 30 days;
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
    }

    function _drawAt(TermsFixture memory fixture, uint256 epoch) private returns (bytes memory) {
        uint256 seedBlock = SEED_BLOCK + epoch * 8191;
        Blocks.roll(seedBlock + 1);
        Blocks.write(seedBlock, seedBlock + 1);
        return quittance.drawPanel(fixture.whole(), 0);
    }

    /// @return epoch The first whose seed gives the shopper four of seven.
    function _goodEpoch(TermsFixture memory fixture) private returns (uint256 epoch) {
        for (; epoch < EPOCHS; ++epoch) {
            uint256 snapshot = VM.snapshotState();
            uint256 mine = _countOf(_drawAt(fixture, epoch), FIRST_HONEST_KEY, MINE);
            VM.revertToState(snapshot);
            if (mine == MINE) return epoch;
        }
    }

    /// @dev Anyone takes the first seed while the shopper waits, and is paid for it out of the shopper's own bond.
    function test_TheFirstWhoDrawsIsPaidAndEndsTheWaiting() external {
        TermsFixture memory fixture = _contested();
        uint256 good = _goodEpoch(fixture);
        VM.assertTrue(good > 0 && good < EPOCHS, "a later seed, and not the first, gives the shopper its majority");
        uint256 seedBlock = SEED_BLOCK;
        Blocks.roll(seedBlock + 1);
        Blocks.write(seedBlock, seedBlock + 1);
        VM.prank(KEEPER);
        bytes memory panel = quittance.drawPanel(fixture.whole(), 0);
        VM.assertTrue(_countOf(panel, FIRST_HONEST_KEY, MINE) < MINE, "no majority");
        VM.assertEq(quittance.balanceOf(KEEPER), fixture.bond / 8, "one of 2n + 2 parts");
        bytes memory whole = fixture.whole();
        Blocks.roll(SEED_BLOCK + good * 8191 + 1);
        VM.expectPartialRevert(IPanelDraws.Quittance_PanelAlreadyDrawn.selector);
        quittance.drawPanel(whole, 0);
    }

    /// @dev Pinned in time, the first seed is every later draw's, too.
    function test_APinnedSeedEndsTheWaiting() external {
        TermsFixture memory fixture = _contested();
        uint256 good = _goodEpoch(fixture);
        Blocks.roll(SEED_BLOCK + 1);
        Blocks.write(SEED_BLOCK, SEED_BLOCK + 1);
        VM.prank(KEEPER);
        seats.pinSeed(BLOCK);
        bytes memory panel = _drawAt(fixture, good);
        VM.assertTrue(_countOf(panel, FIRST_HONEST_KEY, MINE) < MINE, "no majority");
    }
}
