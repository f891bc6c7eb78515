// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../contracts/interfaces/IJurorPool.sol";
import {VM} from "../support/Vm.sol";
import {RoundBase} from "./support/RoundBase.sol";

contract CollectRewardTest is RoundBase {
    uint96 private constant REWARD = PENALTY / 10;

    function setUp() public override {
        super.setUp();
        escrow.end(terms, MILESTONE);
        VM.prank(REPORTER);
        pool.reportAbsence(terms, MILESTONE, panel, _list(_positionOf(0)), _list(0));
    }

    function test_RevertWhen_TheRecipientIsRefused() external {
        address[3] memory refused = [address(0), address(usdc), address(pool)];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_AddressRefused.selector, refused[i]));
            VM.prank(REPORTER);
            pool.collectReward(refused[i]);
        }
    }

    function test_RevertWhen_ThereIsNothing() external {
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_NothingToCollect.selector, _juror(0)));
        VM.prank(_juror(0));
        pool.collectReward(REPORTER);
    }

    function test_RevertWhen_TheTokenRefuses() external {
        usdc.blacklist(address(0x70));
        VM.expectRevert();
        VM.prank(REPORTER);
        pool.collectReward(address(0x70));
        VM.assertEq(pool.rewardOf(REPORTER), REWARD, "it stays");
    }

    function test_PaysAllOnce() external {
        VM.expectEmit(address(pool));
        emit IJurorPool.RewardCollected(REPORTER, address(0x70), REWARD);
        VM.prank(REPORTER);
        VM.assertEq(pool.collectReward(address(0x70)), REWARD, "amount");
        VM.assertEq(usdc.balanceOf(address(0x70)), REWARD, "paid");
        VM.assertEq(pool.rewardOf(REPORTER), 0, "balance");
        _requireConserved();
        VM.expectRevert(abi.encodeWithSelector(IJurorPool.JurorPool_NothingToCollect.selector, REPORTER));
        VM.prank(REPORTER);
        pool.collectReward(address(0x70));
    }
}
